using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;
using Akka.Remote.Transport.DotNetty;
using Fresnel.Entities.Security;
using Fresnel.Formation.Tests.Support;
using Fresnel.Tests.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Formation.Tests.Security;

/// <summary>Real actor systems over loopback: who may talk to a node, and to whom a node talks.</summary>
public sealed class RemotingTlsTests : IAsyncLifetime
{
    // A stranger never gets an answer: after this time none is expected any more.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder folder = new();
    private readonly List<ActorSystem> peers = [];
    private TestNode node = null!;

    private string Shared => Path.Combine(folder.Path, "shared");

    public async Task InitializeAsync()
    {
        // The authority is old enough to have issued certificates that have expired.
        CertificateAuthority.OpenOrCreate(Shared, SevenYearsAgo()).Dispose();

        node = await TestNode.StartAsync(TestNode.Options(Shared, database: null));
        node.System.ActorOf(Props.Create(() => new Echo()), "echo");
    }

    public async Task DisposeAsync()
    {
        foreach (var peer in peers) await peer.Terminate();
        await node.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task PeerOfTheCluster_IsHeardAndCalled()
    {
        using var certificates = ClusterCertificates.Open(new CertificateOptions { Folder = Shared }, "127.0.0.1", TimeProvider.System);
        var peer = Start(certificates.RemotingSetup(NullLogger.Instance));

        Assert.True(await HearsAsync(peer, node.System, Patience));
        Assert.True(await HearsAsync(node.System, peer, Patience));
    }

    [Fact]
    public async Task PeerWithoutACertificate_IsNotHeard()
    {
        using var unused = Foreign();
        var peer = Start(new DotNettySslSetup(unused, false, requireMutualAuthentication: false, false, TrustsAll));

        Assert.False(await HearsAsync(peer, node.System, Limit));
    }

    [Fact]
    public async Task PeerWithAForeignCertificate_IsNeitherHeardNorCalled()
    {
        using var foreign = Foreign();

        await AssertRefusedAsync(foreign);
    }

    [Fact]
    public async Task PeerWithAnExpiredCertificate_IsNeitherHeardNorCalled()
    {
        using var authority = CertificateAuthority.OpenOrCreate(Shared, SevenYearsAgo());
        using var expired = authority.Issue("127.0.0.1");
        Assert.True(expired.NotAfter < TimeProvider.System.GetUtcNow());

        await AssertRefusedAsync(expired);
    }

    [Fact]
    public async Task PeerWithoutTls_IsNotHeard()
    {
        var peer = Start(null);
        var echo = new RootActorPath(node.Cluster.SelfAddress.WithProtocol("akka.tcp")) / "user" / "echo";

        Assert.False(await AnswersAsync(peer.ActorSelection(echo), Limit));
    }

    [Fact]
    public async Task PeerThatDiesDuringTheHandshake_DoesNotDisturbTheNode()
    {
        using var dying = new TcpListener(IPAddress.Loopback, 0);
        dying.Start();
        var accepted = 0;
        _ = AcceptAsync();
        var failed = FirstOf<AssociationErrorEvent>();

        node.System.ActorSelection(PathOf(dying)).Tell("hello");

        await failed.WaitAsync(Patience);
        await node.UntilAsync(() => Volatile.Read(ref accepted) >= 1, "the node connects");
        await AssertUndisturbedAsync();

        async Task AcceptAsync()
        {
            while (true)
            {
                using var socket = await dying.AcceptSocketAsync();
                Interlocked.Increment(ref accepted);
            }
        }
    }

    [Fact]
    public async Task FrozenPeer_FailsTheAssociationAfter10S()
    {
        using var frozen = new TcpListener(IPAddress.Loopback, 0);
        frozen.Start(); // the operating system accepts, and nobody answers
        var failed = FirstOf<AssociationErrorEvent>();

        node.System.ActorSelection(PathOf(frozen)).Tell("hello");

        Assert.Contains("did not complete the TLS handshake",
            (await failed.WaitAsync(Patience)).Cause.ToString(), StringComparison.Ordinal);
        await AssertUndisturbedAsync();
    }

    private static bool TrustsAll(
        X509Certificate2? certificate, X509Chain? chain, string remotePeer, SslPolicyErrors errors, ILoggingAdapter log) =>
        true;

    private static FakeTimeProvider SevenYearsAgo() => new(TimeProvider.System.GetUtcNow().AddYears(-7));

    private static async Task<bool> HearsAsync(ActorSystem from, ActorSystem to, TimeSpan limit)
    {
        var address = ((ExtendedActorSystem)to).Provider.DefaultAddress;
        return await AnswersAsync(from.ActorSelection(new RootActorPath(address) / "user" / "echo"), limit);
    }

    // Asked again: a first handshake may time out on a busy machine.
    private static async Task<bool> AnswersAsync(ActorSelection echo, TimeSpan limit)
    {
        for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < limit;)
        {
            try
            {
                return await echo.Ask<string>("hello", TimeSpan.FromSeconds(1)) == "hello";
            }
            catch (AskTimeoutException)
            {
            }
        }

        return false;
    }

    private async Task AssertRefusedAsync(X509Certificate2 certificate)
    {
        var setup = new DotNettySslSetup(certificate, false, requireMutualAuthentication: true, false, TrustsAll);
        var caller = Start(setup);
        await AssertUnheardUntilLoggedAsync(caller, node.System, "The TLS peer");
        await caller.Terminate(); // it would go on trying

        var called = Start(setup);
        await AssertUnheardUntilLoggedAsync(node.System, called,
            $"fresnel@127.0.0.1:{((ExtendedActorSystem)called).Provider.DefaultAddress.Port} is refused");
        await AssertUndisturbedAsync();
    }

    // Akka's own transport shuts the actor system down when it is refused, or refuses, as a client.
    private async Task AssertUndisturbedAsync()
    {
        Assert.Null(CoordinatedShutdown.Get(node.System).ShutdownReason);
        using var certificates = ClusterCertificates.Open(new CertificateOptions { Folder = Shared }, "127.0.0.1", TimeProvider.System);
        var peer = Start(certificates.RemotingSetup(NullLogger.Instance));
        Assert.True(await HearsAsync(peer, node.System, Patience));
        Assert.True(await HearsAsync(node.System, peer, Patience));
    }

    private async Task AssertUnheardUntilLoggedAsync(ActorSystem from, ActorSystem to, string refusal)
    {
        Assert.False(await HearsAsync(from, to, Limit));
        for (var start = TimeProvider.System.GetTimestamp(); !node.Log.Any(line => line.Contains(refusal, StringComparison.Ordinal));)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"No refusal was logged:\n{string.Join('\n', node.Log)}");
            Assert.False(await HearsAsync(from, to, TimeSpan.FromSeconds(1)));
        }
    }

    private ActorPath PathOf(TcpListener listener) =>
        new RootActorPath(node.Cluster.SelfAddress.WithPort(((IPEndPoint)listener.LocalEndpoint).Port)) / "user" / "echo";

    private Task<T> FirstOf<T>()
    {
        var first = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.System.EventStream.Subscribe(node.System.ActorOf(Props.Create(() => new Listener<T>(first))), typeof(T));
        return first.Task;
    }

    private X509Certificate2 Foreign()
    {
        using var authority = CertificateAuthority.OpenOrCreate(Path.Combine(folder.Path, "foreign"), TimeProvider.System);
        return authority.Issue("127.0.0.1");
    }

    private ActorSystem Start(DotNettySslSetup? tls)
    {
        var setup = BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString($$"""
            akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = remote, remote.retry-gate-closed-for = 200ms }
            akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0, enable-ssl = {{(tls is null ? "off" : "on")}} }
            """));
        var peer = ActorSystem.Create("fresnel", tls is null ? ActorSystemSetup.Create(setup) : ActorSystemSetup.Create(setup, tls));
        peer.ActorOf(Props.Create(() => new Echo()), "echo");
        peers.Add(peer);
        return peer;
    }

    private sealed class Listener<T> : ReceiveActor
    {
        public Listener(TaskCompletionSource<T> first) => Receive<T>(published => first.TrySetResult(published));
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<string>(text => Sender.Tell(text));
    }
}
