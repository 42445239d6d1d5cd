namespace Fresnel.Cluster.Node.Tests.Support;

/// <summary>One running node with one camera on a moving test picture, shared by the tests of a class.</summary>
public sealed class NodeFixture : IAsyncLifetime
{
    internal NodeProcess Node { get; private set; } = null!;

    internal HttpClient Client => Node.Client;

    internal string Folder { get; } = TestPlaces.NewFolder();

    internal string Video { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Video = await TestPlaces.MakeVideoAsync(Folder);
        Node = await NodeProcess.StartAsync(Path.Combine(Folder, "data"));
        var (status, json, _) = await Client.CallAsync(HttpMethod.Post, "/api/v1/cameras", new { name = "yard", settings = new { source = Video, analysisFps = 2, motionGating = false } });
        Assert.True(status == 201, $"{status} {json}");
    }

    public async Task DisposeAsync()
    {
        await Node.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
