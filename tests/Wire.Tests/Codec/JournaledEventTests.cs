using System.Reflection;
using System.Reflection.Emit;
using System.Text.Json;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using static Fresnel.Wire.Tests.TestCodec;
using static Fresnel.Wire.Tests.TestMessages;

namespace Fresnel.Wire.Tests.Codec;

public sealed class JournaledEventTests
{
    private const string Meta = "\"_\":{\"at\":\"2026-11-22T19:54:04.125+00:00\",\"activation\":7}";

    private readonly WireCodec codec = TestCodec.Codec;

    [Fact]
    public void EncodeJournaled_AnEvent_HasTheMetaAsItsLastProperty()
    {
        var row = codec.EncodeJournaled(new JournaledEvent(new Painted(Wall, Colour.Green, 2), BareMeta));

        Assert.Equal(("test.painted", 3), (row.Name, row.Version));
        Assert.Equal($$"""{"wall":"wall/north","colour":"green","coats":2,{{Meta}}}""", row.Text());
    }

    [Fact]
    public void EncodeJournaled_AnEventWithoutProperties_IsTheMetaAlone() =>
        Assert.Equal($"{{{Meta}}}", codec.EncodeJournaled(new JournaledEvent(new Cleaned(), BareMeta)).Text());

    [Fact]
    public void DecodeJournaled_WhatWasEncoded_IsEqual()
    {
        JournaledEvent[] all = [new(new Painted(Wall, Colour.Green, 2), FullMeta), new(new Painted(Wall, Colour.Green, 2), BareMeta), new(new Cleaned(), FullMeta)];

        Assert.All(all, journaled => Assert.Equal(journaled, codec.DecodeJournaled(codec.EncodeJournaled(journaled))));
    }

    [Theory]
    [InlineData(1, """{"wall":"wall/north","color":"green",""")]
    [InlineData(2, """{"wall":"wall/north","colour":"green",""")]
    public void DecodeJournaled_AnOlderVersion_IsUpcastWithoutItsMetaAndKeepsIt(int version, string @event)
    {
        var journaled = codec.DecodeJournaled(new WireData("test.painted", version, Utf8($"{@event}{Meta}}}")));

        Assert.Equal(new JournaledEvent(new Painted(Wall, Colour.Green, 1), BareMeta), journaled);
    }

    [Fact]
    public void DecodeJournaled_TheMetaInAnotherPlace_IsFound() =>
        Assert.Equal(
            new JournaledEvent(new Painted(Wall, Colour.Green, 2), BareMeta),
            codec.DecodeJournaled(new WireData("test.painted", 3, Utf8($$"""{"wall":"wall/north",{{Meta}},"colour":"green","coats":2}"""))));

    [Fact]
    public void Decode_AJournaledEvent_IsTheEventAlone()
    {
        Assert.Equal(new Painted(Wall, Colour.Green, 1), codec.Decode(new WireData("test.painted", 2, Utf8($$"""{"wall":"wall/north","colour":"green",{{Meta}}}"""))));
        Assert.Equal(new Cleaned(), codec.Decode(new WireData("test.cleaned", 1, Utf8($"{{{Meta}}}"))));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"_":null}""")]
    [InlineData("""{"_":1}""")]
    [InlineData("""{"_":{"at":"2026-11-22T19:54:04.125+00:00"}}""")]
    [InlineData("""{"nested":{"_":{"at":"2026-11-22T19:54:04.125+00:00","activation":7}}}""")]
    public void DecodeJournaled_WithoutAMeta_Throws(string json) =>
        Assert.Contains("_", Assert.ThrowsAny<JsonException>(() => codec.DecodeJournaled(new WireData("test.cleaned", 1, Utf8(json)))).ToString(), StringComparison.Ordinal);

    [Fact]
    public void DecodeJournaled_WhatIsNoEvent_Throws() =>
        Assert.Contains("is not an event", Assert.Throws<JsonException>(() => codec.DecodeJournaled(new WireData("test.clean", 1, Utf8($"{{{Meta}}}")))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("_", true)]
    [InlineData("__", false)]
    [InlineData("Other", false)]
    public void Codec_AnEventWithAPropertyNamedLikeTheMeta_IsRefused(string property, bool refused)
    {
        var assembly = AssemblyWithAnEvent(property);

        var thrown = Record.Exception(() => new WireCodec(assembly));

        if (refused) Assert.Contains("has the property '_'", Assert.IsType<InvalidOperationException>(thrown).Message, StringComparison.Ordinal);
        else Assert.Null(thrown);
    }

    /// <summary>An assembly with one event of one property; no codec of the tests' own assembly could be made beside a wrong one.</summary>
    private static AssemblyBuilder AssemblyWithAnEvent(string property)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Events"), AssemblyBuilderAccess.RunAndCollect);
        var type = assembly.DefineDynamicModule("Events").DefineType("Event", TypeAttributes.Public | TypeAttributes.Class | TypeAttributes.Sealed, typeof(object), [typeof(IEntityEvent)]);
        type.SetCustomAttribute(new CustomAttributeBuilder(typeof(WireNameAttribute).GetConstructors()[0], ["dynamic.event", 1]));
        type.DefineDefaultConstructor(MethodAttributes.Public);
        var getter = type.DefineMethod("get_" + property, MethodAttributes.Public | MethodAttributes.SpecialName, typeof(int), []);
        var body = getter.GetILGenerator();
        body.Emit(OpCodes.Ldc_I4_0);
        body.Emit(OpCodes.Ret);
        type.DefineProperty(property, PropertyAttributes.None, typeof(int), null).SetGetMethod(getter);
        type.CreateType();
        return assembly;
    }
}
