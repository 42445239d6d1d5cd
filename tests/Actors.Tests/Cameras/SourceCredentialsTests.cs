using Fresnel.Actors.Cameras;
using Fresnel.Messages;
using Fresnel.Storage.Credentials;

namespace Fresnel.Actors.Tests.Cameras;

public sealed class SourceCredentialsTests
{
    // Found by hand: a request that was answered from memory, and a node that ended at the wrong moment, left a password
    // of one server beside the address of another, to which it was sent.
    [Theory]
    [InlineData("rtsp://cam.local/a", "rtsp://cam.local:554/b", true)]
    [InlineData("rtsp://cam.local/a", "rtsp://CAM.local/b", true)]
    [InlineData("rtsp://cam.local/a", "rtsp://other.local/a", false)]
    [InlineData("rtsp://cam.local/a", "rtsp://cam.local:8554/a", false)]
    [InlineData("rtsp://cam.local/a", "/a/file.mp4", false)]
    public async Task Find_ForAnotherServerThanItWasKeptFor_IsNothing(string keptFor, string askedFor, bool found)
    {
        var folder = Directory.CreateTempSubdirectory("fresnel-credentials-");
        try
        {
            using var store = new FileCredentialStore(Path.Combine(folder.FullName, "credentials.json"));
            var camera = new EntityId("camera", "a");
            await SourceCredentials.SaveAsync(store, camera, keptFor, "u", "p", CancellationToken.None);
            Assert.Equal(found ? ("u", "p") : null, await SourceCredentials.FindAsync(store, camera, askedFor, CancellationToken.None));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
