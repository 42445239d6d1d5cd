using Fresnel.LocalCluster.Processes;

namespace Fresnel.LocalCluster;

/// <summary>Where the programs of node and lighthouse are.</summary>
/// <param name="Runtime">The .NET host: <c>/usr/bin/dotnet</c>.</param>
/// <param name="Node">The node's program.</param>
/// <param name="Lighthouse">The lighthouse's program.</param>
internal sealed record LocalPrograms(string Runtime, string Node, string Lighthouse)
{
    private const string Host = "dotnet";

    /// <summary>Finds them: beside this program where all were published together, or in the checkout that this program was built in.</summary>
    /// <exception cref="LocalClusterException">One is missing.</exception>
    public static LocalPrograms Find()
    {
        var self = Environment.ProcessPath;
        var runtime = self is not null && Path.GetFileNameWithoutExtension(self) == Host ? self : ServerCommand.Find(Host);
        return new LocalPrograms(runtime, Program("Cluster.Node"), Program("Lighthouse"));
    }

    private static string Program(string room)
    {
        var name = $"Fresnel.{room}.dll";
        var beside = Path.Combine(AppContext.BaseDirectory, name);
        if (File.Exists(beside) && File.Exists(Path.ChangeExtension(beside, ".runtimeconfig.json"))) return beside;

        // src/Pbm/bin/Release/net10.0/ → src/Cluster.Node/bin/Release/net10.0/; tests stand at the same depth.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var checkout = output.Parent?.Parent?.Parent?.Parent?.Parent;
        var built = checkout is null ? beside : Path.Combine(checkout.FullName, "src", room, "bin", output.Parent!.Name, output.Name, name);
        return File.Exists(built) ? built : throw new LocalClusterException($"the program {name} is neither beside this one nor at {built}: build it, or start the cluster by './fresnel cluster up'.", LocalClusterFault.NotFound);
    }
}
