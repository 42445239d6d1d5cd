using Fresnel.Cluster.Node.Analyze;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Tests.Analyze;

/// <summary>Each mistake is one line that names the thing, a non-zero exit code, and nothing half-done.</summary>
public sealed class AnalyzeBadInputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ExitCodes.Input, "missing.avi", "V=missing.avi")]
    [InlineData(ExitCodes.Input, "is a folder", "V=.")]
    [InlineData(ExitCodes.Input, "0 bytes", "V=empty.avi")]
    [InlineData(ExitCodes.Input, "device", "V=/dev/zero")]
    [InlineData(ExitCodes.Input, "text.avi", "V=text.avi")]
    [InlineData(ExitCodes.Input, "noise.mp4", "V=noise.mp4")]
    [InlineData(ExitCodes.Usage, "not addresses", "V=rtsp://user:secret@host/x")]
    [InlineData(ExitCodes.Input, "nowhere", "--out=nowhere/a.csv")]
    [InlineData(ExitCodes.Usage, "a.txt", "--out=a.txt")]
    [InlineData(ExitCodes.Usage, "''", "--out=a")]
    [InlineData(ExitCodes.Input, "folder.csv", "--out=folder.csv")]
    [InlineData(ExitCodes.Usage, "b.avi", "--annotate=b.avi")]
    [InlineData(ExitCodes.Usage, "the video itself", "V=table.csv", "--out=table.csv")]
    [InlineData(ExitCodes.Usage, "the video itself", "V=table.csv", "--out=link.csv")]
    [InlineData(ExitCodes.Usage, "the video itself", "V=film.mp4", "--annotate=film.mp4")]
    [InlineData(ExitCodes.Usage, "-5", "--frames=-5")]
    [InlineData(ExitCodes.Usage, "'--frames 0'", "--frames=0")]
    [InlineData(ExitCodes.Usage, "many", "--frames=many")]
    [InlineData(ExitCodes.Usage, "99999999999999999999", "--frames=99999999999999999999")]
    [InlineData(ExitCodes.Usage, "toaster", "--device=toaster")]
    [InlineData(ExitCodes.Usage, "--modle", "--modle=x")]
    [InlineData(ExitCodes.Input, "no-such-model", "V=text.avi", "--model=no-such-model")]
    [InlineData(ExitCodes.Input, "people-hog", "V=text.avi", "--models=folder.csv")]
    public async Task Analyze_Mistake_IsOneLineAndLeavesNothing(int exitCode, string names, params string[] changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        await FillAsync();
        var before = Listing();
        var answer = await NodeRun.HereAsync(Arguments(changes));

        Assert.True(answer.ExitCode == exitCode, answer.ToString());
        AssertOneLine(answer, names);
        Assert.DoesNotContain("secret", answer.Error, StringComparison.Ordinal);
        Assert.Equal(before, Listing());
    }

    [DemoVideoFact]
    public async Task Analyze_DataFolderUnusable_IsNamed()
    {
        await FillAsync();
        var video = await TestVideos.MakeAsync(folder["walk.avi"], 2);
        var answer = await NodeRun.HereAsync("analyze", video, "--out", folder["a.csv"], "--data", folder["text.avi"]);
        Assert.True(answer.ExitCode == ExitCodes.DataFolder, answer.ToString());
        AssertOneLine(answer, "text.avi");
        Assert.False(File.Exists(folder["a.csv"]));
    }

    [DemoVideoTheory]
    [InlineData("wrong-hash", "sha256:", "sha256: 0000000000000000000000000000000000000000000000000000000000000000", "SHA-256")]
    [InlineData("wrong-input", "  name:", "  name: other-input", "other-input")]
    [InlineData("bad-manifest", "version:", "versoin: 1", "version")]
    public async Task Analyze_ModelUnusable_SaysWhatIsWrong(string model, string key, string line, string names)
    {
        ArgumentNullException.ThrowIfNull(model);
        var video = await TestVideos.MakeAsync(folder["walk.avi"], 2);
        MakeModel(model, key, line);
        var answer = await NodeRun.HereAsync("analyze", video, "--out", folder["a.csv"], "--data", folder["data"], "--models", folder["models"], "--model", model);
        Assert.True(answer.ExitCode == ExitCodes.Input, answer.ToString());
        AssertOneLine(answer, names);
        Assert.False(File.Exists(folder["a.csv"]));
        Assert.False(Directory.Exists(folder["data"]));
    }

    [DemoVideoFact]
    public async Task Analyze_CutOffBeforeItsIndex_IsNoVideo()
    {
        var video = TestVideos.Truncate(await TestVideos.MakeAsync(folder["whole.mp4"], 10), folder["cut.mp4"]);
        var answer = await NodeRun.HereAsync("analyze", video, "--out", folder["a.csv"], "--data", folder["data"]);
        Assert.True(answer.ExitCode == ExitCodes.Input, answer.ToString());
        AssertOneLine(answer, "cut.mp4");
    }

    [Fact]
    public async Task Program_UnknownVerb_IsNamed()
    {
        var answer = await NodeRun.ToEndAsync("analyse", folder["a.avi"]);
        Assert.Equal(ExitCodes.Usage, answer.ExitCode);
        AssertOneLine(answer, "analyse");
    }

    private static void AssertOneLine(NodeAnswer answer, string names)
    {
        Assert.Equal("", answer.Output);
        Assert.Contains(names, answer.Error, StringComparison.Ordinal);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
    }

    private string[] Arguments(string[] changes)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["V"] = "text.avi", ["--out"] = "a.csv", ["--data"] = "data" };
        foreach (var change in changes)
        {
            var equals = change.IndexOf('=', StringComparison.Ordinal);
            values[change[..equals]] = change[(equals + 1)..];
        }

        var arguments = new List<string> { "analyze", Placed(values["V"]) };
        foreach (var (option, value) in values.Where(pair => pair.Key != "V"))
        {
            arguments.Add(option);
            arguments.Add(option is "--out" or "--annotate" or "--data" or "--models" ? Placed(value) : value);
        }

        return [.. arguments];
    }

    private string Placed(string name) => name.Contains("://", StringComparison.Ordinal) ? name : folder[name];

    private async Task FillAsync()
    {
        await File.WriteAllTextAsync(folder["text.avi"], "This is no video.");
        await File.WriteAllBytesAsync(folder["empty.avi"], []);
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        await File.WriteAllBytesAsync(folder["noise.mp4"], noise);
        await File.WriteAllTextAsync(folder["table.csv"], "a,b\n");
        await File.WriteAllTextAsync(folder["film.mp4"], "film");
        File.CreateSymbolicLink(folder["link.csv"], folder["table.csv"]);
        Directory.CreateDirectory(folder["folder.csv"]);
    }

    private void MakeModel(string id, string key, string line)
    {
        var source = Path.Combine(ModelFolders.Shipped()!, "people-hog");
        var target = Directory.CreateDirectory(folder[$"models/{id}"]).FullName;
        foreach (var file in Directory.GetFiles(source)) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        var manifest = Path.Combine(target, "model.yaml");
        var lines = File.ReadAllLines(manifest).Select(l => l.StartsWith("id:", StringComparison.Ordinal) ? $"id: {id}" : l).ToArray();
        var index = Array.FindIndex(lines, l => l.StartsWith(key, StringComparison.Ordinal));
        Assert.True(index >= 0, $"no line begins with '{key}'");
        lines[index] = line;
        File.WriteAllLines(manifest, lines);
    }

    private string[] Listing() => [.. Directory.GetFileSystemEntries(folder.Root, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path} {(File.Exists(path) ? new FileInfo(path).Length : -1)}")];
}
