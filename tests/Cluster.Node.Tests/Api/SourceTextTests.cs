using Fresnel.Cluster.Node.Cameras;

namespace Fresnel.Cluster.Node.Tests.Api;

public sealed class SourceTextTests
{
    [Theory]
    [InlineData("rtsp://192.0.2.1/s", "rtsp://192.0.2.1/s", null, null)]
    [InlineData("rtsp://u:p@192.0.2.1:554/s", "rtsp://192.0.2.1:554/s", "u", "p")]
    [InlineData("rtsp://u@192.0.2.1/s", "rtsp://192.0.2.1/s", "u", "")]
    [InlineData("rtsp://u:p%40ss@192.0.2.1/s", "rtsp://192.0.2.1/s", "u", "p@ss")]
    [InlineData("rtsp://u:p@ss@192.0.2.1/s", "rtsp://192.0.2.1/s", "u", "p@ss")]
    [InlineData("rtsp://u:pa/ss@192.0.2.1/s", "rtsp://192.0.2.1/s", "u", "pa/ss")]
    [InlineData("rtsp://u:pa#ss@192.0.2.1/s", "rtsp://192.0.2.1/s", "u", "pa#ss")]
    [InlineData("rtsp://[2001:db8::1]:554/s@1", "rtsp://[2001:db8::1]:554/s@1", null, null)]
    [InlineData("rtsp://192.0.2.1:8554/cam@home", "rtsp://192.0.2.1:8554/cam@home", null, null)]
    [InlineData("/videos/a@b.mp4", "/videos/a@b.mp4", null, null)]
    public void Credential_IsTakenOutOfTheAddress(string text, string address, string? user, string? password)
    {
        var (found, credential) = SourceText.Split(text);

        Assert.Equal(address, found);
        Assert.Equal((user, password), (credential?.User, credential?.Password));
    }

    [Theory]
    [InlineData("rtsp://192.0.2.1/a", "rtsp://192.0.2.1/b", true)]
    [InlineData("rtsp://192.0.2.1/a", "rtsp://192.0.2.2/a", false)]
    [InlineData("rtsp://192.0.2.1/a", "rtsp://192.0.2.1:8554/a", false)]
    [InlineData("/a", "/a", false)]
    public void Server_IsTheSame_OnlyWithHostAndPort(string a, string b, bool same) => Assert.Equal(same, SourceText.SameServer(a, b));
}
