using Akka.Actor;
using Fresnel.Entities.Serialization;
using Fresnel.Messages.Entities;
using static Fresnel.Wire.Tests.TestMessages;

namespace Fresnel.Wire.Tests.Serialization;

public sealed class RefusingSerializerTests : IAsyncLifetime
{
    private LocalSystem local = null!;

    public async Task InitializeAsync() => local = await LocalSystem.StartAsync();

    public async Task DisposeAsync() => await local.DisposeAsync();

    [Fact]
    public void Unbound_Written_IsRefusedByNameAndCounted()
    {
        var message = new Unbound("x");
        var serializer = Assert.IsType<RefusingSerializer>(local.Serialization.FindSerializerFor(message));

        Assert.Matches("TestMessages.Unbound", Assert.Throws<WireFormatException>(() => serializer.ToBinary(message)).Message);
        Assert.Matches("TestMessages.Unbound", Assert.Throws<WireFormatException>(() => serializer.Manifest(message)).Message);
        Assert.Equal(2, local.Setup.Refusals);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Bytes_OfASerializerThatNamesClrTypes_AreRefusedByNameAndCounted(int serializer)
    {
        const string manifest = "System.Collections.ArrayList, System.Private.CoreLib";

        var thrown = Assert.Throws<WireFormatException>(() => local.Serialization.Deserialize("{}"u8.ToArray(), serializer, manifest));

        Assert.Equal(manifest, thrown.Manifest);
        Assert.Equal(1, local.Setup.Refusals);
    }

    [Fact]
    public void Bytes_OfNewtonsoftWithoutAManifest_AreRefused() =>
        Assert.Throws<WireFormatException>(() => local.Serialization.Deserialize("{}"u8.ToArray(), 1, (string?)null));

    [Fact]
    public void ActorSystem_WithoutAkkaHosting_TakesTheSettingsAndTheSetup()
    {
        var setup = BootstrapSetup.Create().WithConfig(WireHosting.Configuration).And(new WireSetup(TestCodec.Codec));
        using var system = ActorSystem.Create("bare", setup);

        Assert.IsType<WireSerializer>(system.Serialization.FindSerializerForType(typeof(EntityAnswer)));
    }

    [Fact]
    public void ActorSystem_WithoutASetup_SaysWhatIsMissing()
    {
        var thrown = Record.Exception(() => ActorSystem.Create("bare", WireHosting.Configuration));

        Assert.Contains("WithWire", thrown!.ToString(), StringComparison.Ordinal);
    }
}
