
namespace Fresnel.Cluster.Node.Tests.Cameras;

/// <summary>One running node that logs everything, with one camera on a file as the neighbour of the streams under test.</summary>
public sealed class StreamFixture : IAsyncLifetime
{
    /// <summary>The neighbour's name.</summary>
    internal const string Neighbour = "yard";

    internal NodeProcess Node { get; private set; } = null!;

    internal HttpClient Client => Node.Client;

    internal string Folder { get; } = TestPlaces.NewFolder();

    internal string Data => Path.Combine(Folder, "data");

    public async Task InitializeAsync()
    {
        var video = await TestPlaces.MakeVideoAsync(Folder);
        Node = await NodeProcess.StartAsync(Data, "--set", "Log:File=Verbose");
        await Client.CreateCameraAsync(Neighbour, new { source = video, analysisFps = 2 });
        await Client.StreamingAsync(Neighbour);
    }

    public async Task DisposeAsync()
    {
        await Node.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
