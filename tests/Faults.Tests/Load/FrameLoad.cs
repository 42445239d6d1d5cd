using Fresnel.Media.Tests.Support;

namespace Fresnel.Faults.Tests.Load;

/// <summary>Cameras with frames, as cheap as they come: two on a file, one on an RTSP server that outlives the node.</summary>
internal sealed class FrameLoad : IAsyncDisposable
{
    public static readonly string[] Cameras = ["file-1", "file-2", "rtsp-1"];

    private readonly RtspServer server;
    private readonly string video;

    private FrameLoad(RtspServer server, string video)
    {
        this.server = server;
        this.video = video;
    }

    public static async Task<FrameLoad> StartAsync(string folder)
    {
        var video = await TestPlaces.MakeVideoAsync(folder);
        return new FrameLoad(await RtspServer.StartAsync(), video);
    }

    /// <summary>Creates the cameras and waits until frames arrive.</summary>
    public async Task CreateAsync(HttpClient client)
    {
        foreach (var camera in Cameras)
            await client.CreateCameraAsync(camera, new { source = camera.StartsWith("rtsp", StringComparison.Ordinal) ? server.Address : video, analysisFps = 4, analysisWidth = 160, motionGating = false });
        await StreamAsync(client, null);
    }

    /// <summary>Waits until frames of all cameras arrive that are newer than a moment.</summary>
    public static Task StreamAsync(HttpClient client, DateTimeOffset? after) => Task.WhenAll(Cameras.Select(camera => client.StreamingAsync(camera, after)));

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
