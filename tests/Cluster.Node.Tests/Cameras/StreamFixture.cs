namespace Fresnel.Cluster.Node.Tests.Cameras;

/// <summary>One running node that logs everything, with one camera on a file as the neighbour of the streams under test.</summary>
public sealed class StreamFixture : NodeHome
{
    /// <summary>The neighbour's name.</summary>
    internal const string Neighbour = "yard";

    public override async Task InitializeAsync()
    {
        var video = await TestPlaces.MakeVideoAsync(Folder);
        await StartAsync("Log:File=Verbose");
        await Client.CreateCameraAsync(Neighbour, new { source = video, analysisFps = 2 });
        await Client.StreamingAsync(Neighbour);
    }
}
