using System.Text.RegularExpressions;

namespace Fresnel.Architecture.Tests;

/// <summary>Rules of the sources that no analyzer knows.</summary>
public sealed partial class SourceTests
{
    private static readonly string[] Edges = ["Kernel", "Clustering", "Cluster.Node", "Lighthouse", "Pbm"];

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
            .Where(path => !Relative(path).StartsWith("src/Cluster.Node/", StringComparison.Ordinal))
            .Where(path => ConsoleUse().IsMatch(File.ReadAllText(path)));

        Assert.Empty(offenders.Select(Relative));
    }

    [Fact]
    public void Rooms_ThatAreNotEdges_CatchNamedExceptionsOnly()
    {
        // A filter (`when`) names what is caught; a catch-all outside the edges hides faults from supervision.
        var offenders = Sources()
            .Where(path => !Edges.Any(edge => Relative(path).StartsWith($"src/{edge}/", StringComparison.Ordinal)))
            .SelectMany(path => CatchAll().Matches(File.ReadAllText(path)).Select(_ => Relative(path)));

        Assert.Empty(offenders);
    }

    [GeneratedRegex(@"(?<![\w.])Console\.")]
    private static partial Regex ConsoleUse();

    [GeneratedRegex(@"catch \(Exception(?: \w+)?\)(?!\s*when)(?![^{]*// edge)")]
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
