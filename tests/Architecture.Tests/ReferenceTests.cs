using System.Xml.Linq;

namespace Fresnel.Architecture.Tests;

/// <summary>References between the rooms point one way, as docs/architecture.md draws them.</summary>
public sealed class ReferenceTests
{
    /// <summary>The Akka.NET side of a benchmark: no other build may depend on its package.</summary>
    private const string Apart = "bench/Akka/Akka.csproj";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Messages"] = [],
        ["LocalCluster"] = [],
        ["Pbm"] = ["Messages", "LocalCluster"],
        ["Kernel"] = ["Storage"],
        ["Signals"] = [],
        ["Behaviour"] = [],
        ["Clustering"] = ["Kernel", "Messages"],
        ["Journal"] = ["Kernel", "Messages", "Storage"],
        ["Storage"] = ["Messages"],
        ["Entities"] = ["Messages", "Storage"],
        ["Media"] = ["Messages"],
        ["Inference"] = ["Messages", "Media"],
        ["Actors"] = ["Messages", "Kernel", "Clustering", "Storage", "Media", "Inference", "Behaviour", "Signals"],
        ["Service"] = ["Messages", "Kernel", "Clustering", "Journal", "Storage"],
        ["Lighthouse"] = ["Messages", "Kernel", "Clustering", "Journal", "Storage", "Service"],
        ["Cluster.Node"] = ["Messages", "Kernel", "Clustering", "Journal", "Storage", "Media", "Inference", "Behaviour", "Signals", "Actors", "Service"],
        ["Simulation"] = ["Messages", "Kernel", "Clustering", "Journal", "Storage"],
    };

    /// <summary>Packages, by the beginning of their names, and the rooms that may use them.</summary>
    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        ["Npgsql"] = ["Storage", "Entities", "Journal"],
        ["Microsoft.Data.Sqlite"] = ["Storage", "Entities", "Journal"],
        ["Akka"] = ["Entities", "Actors", "Service", "Cluster.Node", "Lighthouse"],
    };

    public static TheoryData<string> Rooms()
    {
        var rooms = new TheoryData<string>();
        foreach (var folder in Directory.GetDirectories(Path.Combine(Repository.Root, "src"))) rooms.Add(Path.GetFileName(folder));
        return rooms;
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_ReferencesOnlyWhatItMay(string room)
    {
        Assert.True(Allowed.TryGetValue(room, out var allowed), $"src/{room} is a new room: say here what it may reference.");
        var found = References(room, "ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')));

        Assert.Empty(found.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_UsesOnlyThePackagesItMay(string room)
    {
        var forbidden = References(room, "PackageReference")
            .Where(package => AllowedPackages.Any(rule => package.StartsWith(rule.Key, StringComparison.Ordinal) && !rule.Value.Contains(room)));

        Assert.Empty(forbidden);
    }

    private static IEnumerable<string> References(string room, string kind) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", room, $"{room}.csproj")).Descendants(kind).Select(reference => (string)reference.Attribute("Include")!);

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Cluster.sln")).Replace('\\', '/');
        var missing = new[] { "src", "tests", "bench" }
            .Select(folder => Path.Combine(Repository.Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(path => !solution.Contains(path, StringComparison.Ordinal))
            .Where(path => path != Apart);

        Assert.Empty(missing);
    }
}
