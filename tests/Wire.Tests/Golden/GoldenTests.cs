using System.Text;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;

namespace Fresnel.Wire.Tests.Golden;

/// <summary>
/// What has been written stays readable, and a shape does not change without a new version. A new message gets its
/// golden file by running these tests with <c>FRESNEL_WRITE_GOLDEN=1</c>; existing files are never overwritten.
/// </summary>
public sealed class GoldenTests
{
    private const string WriteVariable = "FRESNEL_WRITE_GOLDEN";

    private static readonly WireCodec Codec = new(typeof(EntityId).Assembly);

    public static TheoryData<string> Names => [.. Codec.Types.Select(wire => wire.Name)];

    public static TheoryData<string, int> Files
    {
        get
        {
            var files = new TheoryData<string, int>();
            foreach (var (name, version) in GoldenFolder.List()) files.Add(name, version);
            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_TheSample_IsItsGoldenFile(string name)
    {
        var wire = Codec.Find(name)!;

        AssertIsGolden(GoldenFolder.FileOf(name, wire.Version), wire, Codec.Encode(Samples.Of(wire.Type)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryVersion_HasAGoldenFile(string name)
    {
        var wire = Codec.Find(name)!;
        for (var version = 1; version < wire.Version; version++)
            Assert.True(File.Exists(GoldenFolder.FileOf(name, version)), $"'{name}' version {version} has lost its golden file.");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_AGoldenFile_IsItsSample(string name, int version)
    {
        var golden = Read(GoldenFolder.FileOf(name, version));

        var decoded = Codec.Decode(new WireData(name, version, Encoding.UTF8.GetBytes(golden)));

        var wire = Codec.Find(decoded);
        Assert.Equal(name, wire.Name);
        if (version < wire.Version) return;
        Assert.Equivalent(Samples.Of(wire.Type), decoded, strict: true);
        Assert.Equal(golden, Codec.Encode(decoded).Text());
    }

    /// <summary>An event as a row of the journal holds it, with all that a meta can have and with what it must have.</summary>
    [Theory]
    [InlineData("full")]
    [InlineData("bare")]
    public void EncodeJournaled_TheSample_IsItsGoldenFile(string kind)
    {
        var file = Path.Combine(GoldenFolder.Own, "Journaled", $"entity.activated.v1.{kind}.json");
        var @event = (IEntityEvent)Samples.Of(typeof(EntityEvents.Activated));
        var journaled = new JournaledEvent(@event, kind == "full" ? TestCodec.FullMeta : TestCodec.BareMeta);

        AssertIsGolden(file, Codec.Find(journaled.Event), Codec.EncodeJournaled(journaled));

        Assert.Equal(journaled, Codec.DecodeJournaled(new WireData("entity.activated", 1, Encoding.UTF8.GetBytes(Read(file)))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WireNames_AreLowerCaseAndNeverClrNames(string name) =>
        Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)+$", name);

    [Fact]
    public void EveryMessageThatIsSentOnItsOwn_HasAWireName()
    {
        var nameless = typeof(IWireMessage).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false })
            .Where(type => typeof(IWireMessage).IsAssignableFrom(type) || typeof(IEntityEvent).IsAssignableFrom(type))
            .Where(type => type != typeof(JournaledEvent) && !Codec.Types.Any(wire => wire.Type == type));

        Assert.Empty(nameless);
    }

    private static string Read(string file) => File.ReadAllText(file).TrimEnd('\n');

    private static void AssertIsGolden(string file, WireType wire, WireData written)
    {
        var encoded = written.Text();
        if (!File.Exists(file) && Environment.GetEnvironmentVariable(WriteVariable) == "1") File.WriteAllText(file, encoded + "\n");

        Assert.True(File.Exists(file), $"{Path.GetFileName(file)} is missing: run the tests with {WriteVariable}=1 and commit it.");
        Assert.True(
            Read(file) == encoded,
            $"'{wire.Name}' version {wire.Version} is no longer written as it was. Raise its version and write an upcaster (or, where this "
            + $"version was never released, delete the file and write it again).\nwas: {Read(file)}\nis:  {encoded}");
    }
}
