using System.Text.RegularExpressions;

namespace Fresnel.Architecture.Tests;

/// <summary>Rules of the sources that no analyzer knows.</summary>
public sealed partial class SourceTests
{
    private static readonly string[] Processes = ["Cluster.Node", "Lighthouse", "Pbm", "Simulation"];

    private static readonly string[] Edges = ["Kernel", "Clustering", "Service", "Cluster.Node", "Lighthouse", "Pbm"];

    [Fact]
    public void CentralVersions_AreTheOnlyVersions()
    {
        var offenders = Projects().Where(path => File.ReadAllText(path).Contains("Version=\"", StringComparison.Ordinal));

        Assert.Empty(offenders.Select(Relative));
    }

    [Fact]
    public void EveryProject_HasALockFile()
    {
        var missing = Projects().Where(path => !File.Exists(Path.Combine(Path.GetDirectoryName(path)!, "packages.lock.json")));

        Assert.Empty(missing.Select(Relative));
    }

    [Fact]
    public void Console_IsWrittenOnlyByTheProcesses()
    {
        var offenders = Sources()
            .Where(path => !Processes.Any(process => Relative(path).StartsWith($"src/{process}/", StringComparison.Ordinal)))
            .Where(path => ConsoleUse().IsMatch(File.ReadAllText(path)));

        Assert.Empty(offenders.Select(Relative));
    }

    [Fact]
    public void OnnxRuntime_IsUsedOnlyByInference()
    {
        // Inference turns the runtime's telemetry off when its assembly is first used; another user of the runtime could come before.
        var offenders = Sources()
            .Where(path => !Relative(path).StartsWith("src/Inference/", StringComparison.Ordinal))
            .Where(path => File.ReadAllText(path).Contains("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal));

        Assert.Empty(offenders.Select(Relative));
    }

    [Fact]
    public void Rooms_ThatAreNotEdges_SayWhyTheyCatchEverything()
    {
        // A filter (`when`) names what is caught. A catch-all hides faults from supervision, so it says at which edge it stands.
        var offenders = Sources()
            .Where(path => !Edges.Any(edge => Relative(path).StartsWith($"src/{edge}/", StringComparison.Ordinal)))
            .Where(path => UnexplainedCatchAlls(File.ReadAllLines(path)).Any());

        Assert.Empty(offenders.Select(Relative));
    }

    [Theory]
    [InlineData("catch (Exception)", "{", "}", true)]
    [InlineData("catch (Exception e)", "{", "Handle(e);", true)]
    [InlineData("catch (Exception e) // the edge of a thread", "{", "}", false)]
    [InlineData("catch (Exception e)", "{", "// The edge of a thread.", false)]
    [InlineData("catch (Exception e) when (e is IOException)", "{", "}", false)]
    [InlineData("catch (IOException)", "{", "}", false)]
    public void CatchAll_WithoutAReason_IsFound(string first, string second, string third, bool found) =>
        Assert.Equal(found, UnexplainedCatchAlls(["try { }", first, second, third]).Any());

    private static IEnumerable<int> UnexplainedCatchAlls(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (!CatchAll().IsMatch(lines[i])) continue;
            var around = string.Join('\n', lines[Math.Max(0, i - 1)..Math.Min(lines.Length, i + 3)]);
            if (!around.Contains("// ", StringComparison.Ordinal)) yield return i;
        }
    }

    [GeneratedRegex(@"(?<![\w.])Console\.")]
    private static partial Regex ConsoleUse();

    [GeneratedRegex(@"catch \(Exception(?: \w+)?\)(?!\s*when)")]
    private static partial Regex CatchAll();

    private static IEnumerable<string> Projects() => Files("*.csproj");

    private static IEnumerable<string> Sources() => Files("*.cs").Where(path => Relative(path).StartsWith("src/", StringComparison.Ordinal));

    private static IEnumerable<string> Files(string pattern) =>
        new[] { "src", "tests", "bench" }
            .Select(folder => Path.Combine(Repository.Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, pattern, SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path);
}
