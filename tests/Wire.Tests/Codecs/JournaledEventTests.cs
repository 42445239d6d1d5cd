using System.Reflection;
using System.Reflection.Emit;
using System.Text.Json;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using static Fresnel.Wire.Tests.TestCodec;
using static Fresnel.Wire.Tests.TestMessages;

namespace Fresnel.Wire.Tests.Codecs;

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
        var painted = new Painted(Wall, Colour.Green, 2);
        JournaledEvent[] all = [new(painted, FullMeta), new(painted, BareMeta), new(new Cleaned(), FullMeta)];

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
            DecodeJournaled("test.painted/3", $$"""{"wall":"wall/north",{{Meta}},"colour":"green","coats":2}"""));

    [Fact]
    public void Decode_AJournaledEvent_IsTheEventAlone()
    {
        var older = Utf8($$"""{"wall":"wall/north","colour":"green",{{Meta}}}""");

        Assert.Equal(new Painted(Wall, Colour.Green, 1), codec.Decode(new WireData("test.painted", 2, older)));
        Assert.Equal(new Cleaned(), codec.Decode(new WireData("test.cleaned", 1, Utf8($"{{{Meta}}}"))));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"_":null}""")]
    [InlineData("""{"_":1}""")]
    [InlineData("""{"_":{"at":"2026-11-22T19:54:04.125+00:00"}}""")]
    [InlineData("""{"nested":{"_":{"at":"2026-11-22T19:54:04.125+00:00","activation":7}}}""")]
    public void DecodeJournaled_WithoutAMeta_Throws(string json) =>
        Assert.Matches("meta '_'|EventMeta", Assert.ThrowsAny<JsonException>(() => DecodeJournaled("test.cleaned/1", json)).Message);

    [Fact]
    public void DecodeJournaled_WhatIsNoEvent_Throws() =>
        Assert.Matches("'test.clean' is not", Assert.Throws<JsonException>(() => DecodeJournaled("test.clean/1", $"{{{Meta}}}")).Message);

    [Theory]
    [InlineData("_", true)]
    [InlineData("__", false)]
    [InlineData("Other", false)]
    public void Codec_AnEventWithAPropertyNamedLikeTheMeta_IsRefused(string property, bool refused)
    {
        var assembly = AssemblyWithAnEvent(property);

        var thrown = Record.Exception(() => new WireCodec(assembly));

        if (refused) Assert.Matches("has the property '_'", Assert.IsType<InvalidOperationException>(thrown).Message);
        else Assert.Null(thrown);
    }

    private JournaledEvent DecodeJournaled(string manifest, string json) => codec.DecodeJournaled(codec.DataOf(manifest, Utf8(json)));

    /// <summary>An assembly with one event of one property; no codec of the tests' own assembly could be made beside a wrong one.</summary>
    private static AssemblyBuilder AssemblyWithAnEvent(string property)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Events"), AssemblyBuilderAccess.RunAndCollect);
        var type = assembly.DefineDynamicModule("Events").DefineType("Event", TypeAttributes.Public);
        type.AddInterfaceImplementation(typeof(IEntityEvent));
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
