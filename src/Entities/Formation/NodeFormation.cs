using System.ComponentModel.DataAnnotations;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Fresnel.Entities.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Entities.Formation;

/// <summary>
/// How this process finds its cluster and stays in it: what formation, downing and the lease share. One for each actor system; given to
/// <see cref="FormationHosting.WithFormation"/>.
/// </summary>
public sealed class NodeFormation : IAsyncDisposable
{
    private readonly IProcessEnd processEnd;
    private Cluster? cluster;
    private volatile bool selfDismissed;
    private int ended;

    /// <summary>Creates the formation of a process. Reads the certificates, or makes them at the first start.</summary>
    /// <param name="options">How the process takes part.</param>
    /// <param name="loggers">Where it logs; nowhere if null.</param>
    /// <param name="processEnd">Ends the process; <see cref="ProcessEnd"/> if null.</param>
    /// <param name="time">The clock; the system's if null.</param>
    /// <exception cref="ValidationException">An option is not allowed.</exception>
    /// <exception cref="CertificateException">The certificates cannot be used.</exception>
    public NodeFormation(
        FormationOptions options, ILoggerFactory? loggers = null, IProcessEnd? processEnd = null, TimeProvider? time = null)
        : this(options, loggers ?? NullLoggerFactory.Instance, processEnd, time ?? TimeProvider.System, new FormationTimes(), null)
    {
    }

    /// <summary>Creates the formation of a process with other times and another probe: for tests.</summary>
    internal NodeFormation(
        FormationOptions options, ILoggerFactory loggers, IProcessEnd? processEnd, TimeProvider time,
        FormationTimes times, IPortProbe? ports)
    {
        ArgumentNullException.ThrowIfNull(options);
        FormationOptionsCheck.ThrowIfInvalid(options);
        Options = options;
        Time = time;
        Times = times;
        Logger = loggers.CreateLogger<NodeFormation>();
        this.processEnd = processEnd ?? new ProcessEnd(loggers);
        Certificates = ClusterCertificates.Open(options.Certificates, options.ReachedAt, time);
        Ports = ports ?? new TcpPortProbe(Certificates, time);
        Lease = new LeaseHold(time, times);
        if (!options.IsEmbedded)
        {
            Renewals = new RenewalClock(time, times);
            Database = new MemberDatabase(options.Database!, time, times);
        }

        Claim = new LeaseClaim(time, times, TakeLeaseAsync);
        Standing = new NodeStanding(IsUp, Renewals);
    }

    /// <summary>The options of the process.</summary>
    public FormationOptions Options { get; }

    /// <summary>Whether this process may activate entities.</summary>
    public INodeStanding Standing { get; }

    /// <summary>The certificates of remoting.</summary>
    public ClusterCertificates Certificates { get; }

    /// <summary>Whether this process is a cluster of one, without a database.</summary>
    internal bool IsEmbedded => Options.IsEmbedded;

    /// <summary>Whether this process may host coordinators.</summary>
    internal bool IsHost => Roles.Contains(ClusterRoles.ShardHost);

    /// <summary>Whether this process is a lighthouse.</summary>
    internal bool IsLighthouse => Roles.Contains(ClusterRoles.Lighthouse);

    /// <summary>The roles of this process in the cluster: the configured ones and those that follow from them.</summary>
    internal IReadOnlyList<string> Roles => field ??= ClusterSettings.RolesOf(Options);

    internal TimeProvider Time { get; }

    internal FormationTimes Times { get; }

    internal ILogger Logger { get; }

    internal IPortProbe Ports { get; }

    /// <summary>The renewals of this process's row; null for an embedded node.</summary>
    internal RenewalClock? Renewals { get; }

    /// <summary>The database; null for an embedded node.</summary>
    internal MemberDatabase? Database { get; }

    internal LeaseHold Lease { get; }

    internal LeaseClaim Claim { get; }

    /// <summary>Whether the end of the process was asked for.</summary>
    internal bool HasEnded => Volatile.Read(ref ended) != 0;

    /// <summary>Returns the formation of an actor system.</summary>
    /// <param name="system">The actor system.</param>
    /// <exception cref="ConfigurationException">The system was not configured by <see cref="FormationHosting.WithFormation"/>.</exception>
    public static NodeFormation Of(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        var setup = system.Settings.Setup.Get<FormationSetup>();
        return setup.HasValue
            ? setup.Value.Formation : throw new ConfigurationException("The actor system was not configured by WithFormation.");
    }

    /// <summary>
    /// Removes a member from the cluster for good, as an operator's decision: marks its row, then downs it. Its process ends with
    /// <see cref="ProcessEndCode.Dismissed"/>.
    /// </summary>
    /// <param name="member">The address of the member.</param>
    /// <param name="cancellationToken">Cancels the question to the database.</param>
    /// <returns>False if there is no such member. A member that has not yet written its row is downed, but will start again.</returns>
    /// <exception cref="Npgsql.NpgsqlException">The database cannot be reached; the member was not downed.</exception>
    /// <exception cref="TimeoutException">The database did not answer; the member was not downed.</exception>
    public async Task<bool> DismissAsync(Address member, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        var joined = cluster ?? throw new InvalidOperationException("This process has not started to form a cluster.");
        var found = joined.State.Members.FirstOrDefault(known => known.Address.Equals(member));
        if (found is null) return false;
        if (Database is not null)
        {
            var key = MemberKey.Of(found.UniqueAddress);
            await Database.AskAsync(
                (connection, token) => MemberTable.DismissAsync(connection, key, token), cancellationToken).ConfigureAwait(false);
        }

        if (found.UniqueAddress.Equals(joined.SelfUniqueAddress)) selfDismissed = true;
        joined.Down(member);
        return true;
    }

    /// <summary>Closes the connections to the database. The actor system must have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Database is not null) await Database.DisposeAsync().ConfigureAwait(false);
        Certificates.Dispose();
    }

    /// <summary>Returns whether an operator dismissed this process, through this process or another.</summary>
    internal async Task<bool> IsDismissedAsync(CancellationToken cancellationToken)
    {
        if (selfDismissed || Database is null) return selfDismissed;
        var self = MemberKey.Of(cluster!.SelfUniqueAddress);
        return await Database.AskAsync(
            (connection, token) => MemberTable.IsDismissedAsync(connection, self, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Connects the formation with its actor system.</summary>
    internal void Attach(Cluster joining) => cluster = joining;

    /// <summary>Ends the process.</summary>
    internal void End(EndReason reason)
    {
        if (Interlocked.Exchange(ref ended, 1) == 0) processEnd.End(reason.Code, reason.Text);
    }

    private bool IsUp() => !HasEnded && cluster is { IsTerminated: false, SelfMember.Status: MemberStatus.Up };

    private async Task<bool> TakeLeaseAsync(CancellationToken cancellationToken)
    {
        var snapshot = ClusterSnapshot.Of(cluster!);
        var asked = Time.GetTimestamp();
        var taken = await Database!.AskAsync(
            (connection, token) =>
                MemberTable.TakeLeaseAsync(connection, MemberKey.Of(snapshot.Self), snapshot.LeaseSide, Times.Lease, token),
            cancellationToken).ConfigureAwait(false);
        if (taken) Lease.Took(asked);
        return taken;
    }
}
