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
        ["Servers"] = [],
        ["Pbm"] = ["Messages", "Servers"],
        ["Kernel"] = [],
        ["Signals"] = [],
        ["Behaviour"] = [],
        ["Clustering"] = ["Kernel", "Messages"],
        ["Journal"] = ["Kernel", "Messages"],
        ["Storage"] = ["Messages"],
        ["Entities"] = ["Messages", "Storage"],
        ["Media"] = ["Messages"],
        ["Inference"] = ["Messages", "Media"],
        ["Actors"] = ["Messages", "Kernel", "Clustering", "Journal", "Media", "Inference", "Behaviour", "Signals"],
        ["Service"] = ["Messages", "Kernel", "Clustering", "Journal"],
        ["Lighthouse"] = ["Messages", "Kernel", "Clustering", "Journal", "Service"],
        ["Cluster.Node"] = ["Messages", "Kernel", "Clustering", "Journal", "Media", "Inference", "Behaviour", "Signals", "Actors", "Service"],
        ["Simulation"] = ["Messages", "Kernel", "Clustering", "Journal"],
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
        var project = XDocument.Load(Path.Combine(Repository.Root, "src", room, $"{room}.csproj"));
        var found = project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')))
            .ToArray();

        Assert.Empty(found.Except(allowed));
    }

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
