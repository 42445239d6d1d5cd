using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport;
using Akka.Remote.Transport.DotNetty;

namespace Fresnel.Entities.Security;

/// <summary>
/// Akka's own TCP transport with two corrections. Akka shuts the whole actor system down if the TLS handshake of an outgoing connection
/// fails, so a peer that dies during a handshake, or a stranger on the port of a dead one, would take its callers down. And it waits for
/// a handshake without an end, so a frozen peer would block its callers. Here both only fail the association. Created by Akka by
/// reflection, as its <c>transport-class</c>.
/// </summary>
/// <remarks>
/// The transport is given an actor system of its own, which does nothing: it is that one which is shut down. Its log is off; failed
/// associations are logged by remoting, refused certificates by <see cref="ClusterCertificates"/>.
/// </remarks>
public sealed class TlsTransport : Transport
{
    private const string Inner = "Akka.Remote.Transport.DotNetty.TcpTransport, Akka.Remote";

    private const string DecoySettings = """
        akka {
          loglevel = OFF, stdout-loglevel = OFF, loggers = []
          coordinated-shutdown { terminate-actor-system = off, exit-clr = off,
              run-by-clr-shutdown-hook = off, run-by-actor-system-terminate = off }
        }
        """;

    private readonly Transport inner;
    private readonly ActorSystem decoy;
    private readonly TimeSpan limit;

    /// <summary>Creates the transport; called by Akka.</summary>
    /// <param name="system">The actor system, which has the setup of TLS.</param>
    /// <param name="config">The settings of the transport.</param>
    public TlsTransport(ActorSystem system, Config config)
    {
        ArgumentNullException.ThrowIfNull(system);
        System = system;
        Config = config;
        var tls = system.Settings.Setup.Get<DotNettySslSetup>();
        if (!tls.HasValue) throw new ConfigurationException("The actor system has no setup of TLS.");
        decoy = ActorSystem.Create(
            system.Name,
            ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(DecoySettings)), tls.Value));
        inner = (Transport)Activator.CreateInstance(Type.GetType(Inner, throwOnError: true)!, decoy, config)!;
        SchemeIdentifier = inner.SchemeIdentifier;
        MaximumPayloadBytes = inner.MaximumPayloadBytes;
        limit = config.GetTimeSpan("connection-timeout", TimeSpan.FromSeconds(10));
    }

    /// <inheritdoc/>
    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() => inner.Listen();

    /// <inheritdoc/>
    public override bool IsResponsibleFor(Address remote) => inner.IsResponsibleFor(remote);

    /// <summary>Connects to a peer.</summary>
    /// <param name="remoteAddress">The address of the peer.</param>
    /// <exception cref="InvalidAssociationException">The peer refused, is not of the cluster, or took too long.</exception>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        var association = inner.Associate(remoteAddress);
        try
        {
            return await association.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _ = CloseLateAsync(association);
            throw new InvalidAssociationException($"{remoteAddress} did not complete the TLS handshake within {limit.TotalSeconds:0} s.");
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> Shutdown()
    {
        var flushed = await inner.Shutdown().ConfigureAwait(false);
        await decoy.Terminate().ConfigureAwait(false);
        return flushed;
    }

    /// <inheritdoc/>
    public override Task<bool> ManagementCommand(object message) => inner.ManagementCommand(message);

    private async Task CloseLateAsync(Task<AssociationHandle> association)
    {
        await ((Task)association).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (association.IsCompletedSuccessfully)
            (await association.ConfigureAwait(false)).Disassociate("The handshake took too long", System.Log);
    }
}
