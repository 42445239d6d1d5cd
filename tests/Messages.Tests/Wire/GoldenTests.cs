using System.Text;
using Fresnel.Messages.Wire;

namespace Fresnel.Messages.Tests.Wire;

/// <summary>
/// What has been written stays readable, and a shape does not change without a new version. A new message gets its
/// golden file by running these tests with <c>FRESNEL_WRITE_GOLDEN=1</c>; existing files are never overwritten.
/// </summary>
public sealed class GoldenTests
{
    private const string WriteVariable = "FRESNEL_WRITE_GOLDEN";

    /// <summary>
    /// The messages of the old engine. Those of the new one, <c>entity.*</c>, hold others as objects, which only its codec can write:
    /// tests/Wire.Tests.
    /// </summary>
    public static TheoryData<string> Names =>
        [.. WireAssemblies.Codec.Types.Select(t => t.Name).Where(name => !name.StartsWith("entity.", StringComparison.Ordinal))];

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
        var wire = WireAssemblies.Codec.Types.Single(t => t.Name == name);
        var file = GoldenFolder.FileOf(name, wire.Version);
        var encoded = Encoding.UTF8.GetString(WireAssemblies.Codec.Encode(Samples.Of(wire.Type)).Json.Span);
        if (!File.Exists(file) && Environment.GetEnvironmentVariable(WriteVariable) == "1") File.WriteAllText(file, encoded + "\n");

        Assert.True(File.Exists(file), $"{Path.GetFileName(file)} is missing: run the tests with {WriteVariable}=1 and commit it.");
        var golden = File.ReadAllText(file).TrimEnd('\n');
        Assert.True(golden == encoded, $"'{name}' version {wire.Version} is no longer written as it was. Raise its version and write an upcaster (or, where this version was never released, delete the file and write it anew).\nwas: {golden}\nis:  {encoded}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryVersion_HasAGoldenFile(string name)
    {
        var wire = WireAssemblies.Codec.Types.Single(t => t.Name == name);
        for (var version = 1; version < wire.Version; version++)
            Assert.True(File.Exists(GoldenFolder.FileOf(name, version)), $"The golden file of '{name}' version {version} is gone: it must stay readable.");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_AGoldenFile_GivesAMessageOfTheNewestShape(string name, int version)
    {
        var decoded = WireAssemblies.Codec.Decode(new WireData(name, version, Encoding.UTF8.GetBytes(File.ReadAllText(GoldenFolder.FileOf(name, version)))));

        var again = WireAssemblies.Codec.Encode(decoded);
        Assert.Equal(name, again.Name);
        if (version == again.Version) Assert.Equal(File.ReadAllText(GoldenFolder.FileOf(name, version)).TrimEnd('\n'), Encoding.UTF8.GetString(again.Json.Span));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WireNames_AreLowerCaseAndNeverClrNames(string name) => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)+$", name);
}
