namespace Fresnel.Cluster.Node.Tests.Support;

/// <summary>One running node with one camera on a moving test picture, shared by the tests of a class.</summary>
public sealed class NodeFixture : NodeHome
{
    internal string Video { get; private set; } = "";

    public override async Task InitializeAsync()
    {
        Video = await TestPlaces.MakeVideoAsync(Folder);
        await StartAsync();
        await Client.CreateCameraAsync("yard", new { source = Video, analysisFps = 2, motionGating = false });
    }
}
