using Fresnel.Media.Tests.Support;

namespace Fresnel.Cluster.Node.Tests.Cameras;

/// <summary>An RTSP server that shows Debian's pedestrians to whoever connects, from the start each time.</summary>
public sealed class PeopleStreamFixture : IAsyncLifetime
{
    internal RtspServer Server { get; private set; } = null!;

    internal string Folder { get; } = TestPlaces.NewFolder();

    public async Task InitializeAsync()
    {
        if (DemoVideo.Source is not { } video) return; // its tests are skipped
        var stream = Path.Combine(Folder, "people.mkv");
        await Tools.MakeAsync(stream, "-i", video, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "10", "-bf", "0");
        Server = await RtspServer.StartAsync(file: stream);
    }

    public async Task DisposeAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
