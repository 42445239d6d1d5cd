using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using Fresnel.Entities.Security;
using Fresnel.Tests.Models;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Formation.Tests.Security;

[UnsupportedOSPlatform("windows")]
public sealed class ClusterCertificatesTests : IDisposable
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    private string Shared => Path.Combine(folder.Path, "shared");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void FirstStart_MakesAnAuthorityThatOtherUsersCannotRead()
    {
        using var certificates = Open();

        Assert.Equal(FileMode | UnixFileMode.UserExecute, File.GetUnixFileMode(Shared));
        Assert.Equal(FileMode, File.GetUnixFileMode(Path.Combine(Shared, "authority.pem")));
        Assert.Equal(["authority.pem"], Directory.GetFiles(Shared).Select(Path.GetFileName)); // no key of a process is stored
        Assert.True(certificates.Node.HasPrivateKey);
        Assert.False(certificates.Authority.HasPrivateKey);
    }

    [Fact]
    public void ProcessesOfOneFolder_TrustEachOther()
    {
        using var one = Open();
        using var other = Open();

        Assert.Equal(one.Authority.RawData, other.Authority.RawData);
        Assert.NotEqual(one.Node.RawData, other.Node.RawData);
        Assert.True(one.IsTrusted(other.Node, null));
        Assert.True(other.IsTrusted(one.Node, null));
    }

    [Fact]
    public async Task Processes_StartedAtOnce_ShareOneAuthority()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(Open)));

        Assert.Single(opened.Select(certificates => certificates.Authority.Thumbprint).Distinct());
        Assert.Equal(["authority.pem"], Directory.GetFiles(Shared).Select(Path.GetFileName));
    }

    [Fact]
    public void Peer_OfAnotherAuthorityOfTheSameName_IsRefused()
    {
        using var ours = Open();
        using var theirs = ClusterCertificates.Open(
            new CertificateOptions { Folder = Path.Combine(folder.Path, "theirs") }, "127.0.0.1", time);
        Assert.Equal(ours.Authority.Subject, theirs.Authority.Subject);

        Assert.False(ours.IsTrusted(theirs.Node, null));
        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.Add(theirs.Authority); // the peer sends its authority too
        Assert.False(ours.IsTrusted(theirs.Node, chain));
        Assert.False(ours.IsTrusted(theirs.Authority, null));
    }

    [Fact]
    public void Peer_WithoutACertificate_IsRefused()
    {
        using var ours = Open();

        Assert.False(ours.IsTrusted(null, null));
    }

    [Fact]
    public void Peer_WhoseCertificateExpired_IsRefused()
    {
        using var ours = Open();
        using var peer = Open();
        time.SetUtcNow(new DateTimeOffset(peer.Node.NotAfter).AddSeconds(-10));
        Assert.True(ours.IsTrusted(peer.Node, null));
        time.SetUtcNow(new DateTimeOffset(peer.Node.NotAfter).AddSeconds(10));

        Assert.False(ours.IsTrusted(peer.Node, null));
    }

    [Fact]
    public void Peer_OfAnotherClockThatIsADayFast_IsTrusted()
    {
        using var ours = Open();
        var fast = new FakeTimeProvider(time.GetUtcNow().AddHours(23));
        using var peer = ClusterCertificates.Open(new CertificateOptions { Folder = Shared }, "127.0.0.1", fast);

        Assert.True(ours.IsTrusted(peer.Node, null));
    }

    [Fact]
    public void Authority_NearItsEnd_IssuesCertificatesThatEndWithIt()
    {
        using var first = Open();
        time.Advance(TimeSpan.FromDays(365 * 18));
        using var late = Open();

        Assert.Equal(first.Authority.NotAfter, late.Node.NotAfter);
        Assert.True(late.IsTrusted(late.Node, null));
    }

    [Fact]
    public void FolderOpenToOtherUsers_IsRefused()
    {
        Open().Dispose();
        File.SetUnixFileMode(Shared, FileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);

        var refused = Assert.Throws<CertificateException>(Open);

        Assert.Contains("chmod 700", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupRead)]
    public void KeyThatOtherUsersCanRead_IsRefused(UnixFileMode more)
    {
        Open().Dispose();
        File.SetUnixFileMode(Path.Combine(Shared, "authority.pem"), FileMode | more);

        var refused = Assert.Throws<CertificateException>(Open);

        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AuthorityThatIsDamaged_IsNamed()
    {
        Open().Dispose();
        File.WriteAllText(Path.Combine(Shared, "authority.pem"), "no certificate");

        var refused = Assert.Throws<CertificateException>(Open);

        Assert.Contains("authority.pem", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesOfAnOperator_AreUsed()
    {
        using var authority = Authorities.Authority("Operator");
        using var leaf = Authorities.Leaf(authority, Authorities.Both);
        using var peer = Authorities.Leaf(authority, Authorities.Both);

        using var certificates = OpenFiles(authority, leaf);

        Assert.True(certificates.Node.HasPrivateKey);
        Assert.True(certificates.IsTrusted(peer, null));
    }

    [Fact]
    public void IntermediateAuthority_IsAcceptedIfThePeerSendsIt()
    {
        using var root = Authorities.Authority("Operator");
        using var intermediate = Authorities.Authority("Department", root);
        using var leaf = Authorities.Leaf(intermediate, Authorities.Both);
        using var certificates = OpenFiles(root, leaf, intermediate);
        Assert.False(certificates.IsTrusted(leaf, null));
        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.Add(intermediate);

        Assert.True(certificates.IsTrusted(leaf, chain));
    }

    [Fact]
    public void CertificateOfAWebServer_IsRefused()
    {
        using var authority = Authorities.Authority("Operator");
        using var web = Authorities.Leaf(authority, Authorities.ServerOnly);
        using var node = Authorities.Leaf(authority, Authorities.Both);
        using var certificates = OpenFiles(authority, node);

        Assert.False(certificates.IsTrusted(web, null));
    }

    [Fact]
    public void FilesThatDoNotFit_AreRefusedAtTheStart()
    {
        using var authority = Authorities.Authority("Operator");
        using var other = Authorities.Authority("Operator");
        using var foreign = Authorities.Leaf(other, Authorities.Both);
        using var expired = Authorities.Leaf(authority, Authorities.Both, end: time.GetUtcNow().AddHours(-1));

        Assert.Contains(
            "is not accepted", Assert.Throws<CertificateException>(() => OpenFiles(authority, foreign)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "is not accepted", Assert.Throws<CertificateException>(() => OpenFiles(authority, expired)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenKeyThatEverybodyCanRead_IsRefused()
    {
        using var authority = Authorities.Authority("Operator");
        using var leaf = Authorities.Leaf(authority, Authorities.Both);
        var options = Files(authority, leaf);
        File.SetUnixFileMode(options.Key!, FileMode | UnixFileMode.GroupRead);
        ClusterCertificates.Open(options, "127.0.0.1", time).Dispose();
        File.SetUnixFileMode(options.Key!, FileMode | UnixFileMode.OtherRead);

        Assert.Throws<CertificateException>(() => ClusterCertificates.Open(options, "127.0.0.1", time));
    }

    [Fact]
    public void FileThatIsMissing_IsNamed()
    {
        using var authority = Authorities.Authority("Operator");
        using var leaf = Authorities.Leaf(authority, Authorities.Both);
        var options = Files(authority, leaf);
        options.Certificate = Path.Combine(folder.Path, "missing.pem");

        var refused = Assert.Throws<CertificateException>(() => ClusterCertificates.Open(options, "127.0.0.1", time));

        Assert.Contains("missing.pem", refused.Message, StringComparison.Ordinal);
    }

    private ClusterCertificates Open() => ClusterCertificates.Open(new CertificateOptions { Folder = Shared }, "127.0.0.1", time);

    private ClusterCertificates OpenFiles(X509Certificate2 authority, X509Certificate2 node, params X509Certificate2[] intermediates) =>
        ClusterCertificates.Open(Files(authority, node, intermediates), "127.0.0.1", time);

    private CertificateOptions Files(X509Certificate2 authority, X509Certificate2 node, params X509Certificate2[] intermediates)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder.Path, Guid.NewGuid().ToString("N"))).FullName;
        return new CertificateOptions
        {
            Authority = Authorities.Write(place, "authority.pem", authority),
            Certificate = Authorities.Write(place, "node.pem", [node, .. intermediates]),
            Key = Authorities.WriteKey(place, node),
        };
    }
}
