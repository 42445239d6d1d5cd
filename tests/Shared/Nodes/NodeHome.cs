namespace Fresnel.Tests.Nodes;

/// <summary>A node of its own in a folder of its own, for the tests of a class: started by whoever derives from it, ended and deleted here.</summary>
public abstract class NodeHome : IAsyncLifetime
{
    internal NodeProcess Node { get; private set; } = null!;

    internal HttpClient Client => Node.Client;

    internal string Folder { get; } = TestPlaces.NewFolder();

    internal string Data => Path.Combine(Folder, "data");

    public abstract Task InitializeAsync();

    public virtual async Task DisposeAsync()
    {
        if (Node is not null) await Node.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Starts the node on its folder, or starts it again.</summary>
    /// <param name="settings">As <c>Section:Key=value</c>.</param>
    internal async Task StartAsync(params string[] settings) => Node = await NodeProcess.StartAsync(Data, [.. settings.SelectMany(setting => new[] { "--set", setting })]);
}
