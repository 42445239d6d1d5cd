using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Fresnel.Entities.Formation;

namespace Fresnel.Entities.Downing;

/// <summary>
/// Runs the split-brain resolver as its child, and downs members whose process is dead without waiting for it. Whatever is not proven is
/// left to the resolver.
/// </summary>
#pragma warning disable CA1001 // what it owns is disposed of in PostStop: Akka does not call Dispose
internal sealed class FastDowning : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    // Others act only if the decider did not.
    private static readonly TimeSpan SecondChance = TimeSpan.FromMilliseconds(400);

    private readonly Cluster cluster;
    private readonly NodeFormation formation;
    private readonly Func<Props> resolverProps;
    private readonly DeathInquiry? inquiry;
    private readonly HashSet<UniqueAddress> suspects = [];
    private readonly Dictionary<UniqueAddress, DeathEvidence> logged = [];
    private readonly CancellationTokenSource stopped = new();
    private IActorRef resolver;

    /// <summary>Creates the actor.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="formation">The formation of this process.</param>
    /// <param name="resolverProps">Returns new props of the resolver; those that were used once hold its old state.</param>
    public FastDowning(Cluster cluster, NodeFormation formation, Func<Props> resolverProps)
    {
        this.cluster = cluster;
        this.formation = formation;
        this.resolverProps = resolverProps;
        resolver = Context.ActorOf(resolverProps());
        if (formation is { Options.Downing.FastPath: true, Database: { } database, Renewals: { } renewals })
        {
            inquiry = new DeathInquiry(
                formation.Ports,
                (uid, token) => database.AskAsync((connection, inner) => MemberTable.IsSessionGoneAsync(connection, uid, inner), token),
                () => renewals.Unbroken >= formation.Times.Proof,
                formation.Time);
        }

        Receive<DisassociatedEvent>(left => Suspect(left.RemoteAddress));
        Receive<AssociationErrorEvent>(failed => Suspect(failed.RemoteAddress));
        Receive<ClusterEvent.UnreachableMember>(OnUnreachable);
        Receive<ClusterEvent.ReachableMember>(_ => RestartResolver());
        Receive<ClusterEvent.CurrentClusterState>(state =>
        {
            foreach (var member in state.Unreachable) Suspect(member.Address);
        });
        Receive<DeathVerdict>(OnVerdict);
        Receive<SecondLook>(look => Down(look.Node));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private ActorSystem System { get; } = Context.System;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.IReachabilityEvent));
        if (inquiry is null) return;
        System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        System.EventStream.Subscribe(Self, typeof(AssociationErrorEvent));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        stopped.Cancel();
        stopped.Dispose();
        formation.Claim.Abandon();
        System.EventStream.Unsubscribe(Self);
        cluster.Unsubscribe(Self);
    }

    private void OnUnreachable(ClusterEvent.UnreachableMember unreachable)
    {
        Suspect(unreachable.Member.Address);
        RestartResolver();
    }

    // The resolver decides by the view of the cluster that it had before it waited for the lease: for seconds in a minority, during an
    // outage of the database for as long as that lasts. A member that came back meanwhile would be downed, and since the lease may move
    // between reachable members, the claim would even succeed. So every change of reachability makes the resolver begin again. Its
    // time of stability begins again with each change anyway.
    private void RestartResolver()
    {
        DowningLog.ResolverRestarts(formation.Logger);
        formation.Claim.Abandon();
        Context.Stop(resolver);
        resolver = Context.ActorOf(resolverProps());
    }

    private void Suspect(Address? address)
    {
        if (inquiry is null || address is null) return;
        var snapshot = ClusterSnapshot.Of(cluster);
        var member = snapshot.Members.FirstOrDefault(known => known.Address.Address.Equals(address));
        if (member is null || member.Address.Equals(snapshot.Self) || !DowningDecider.IsOpen(snapshot, member.Address)) return;
        if (!suspects.Add(member.Address)) return;
        InquireAsync(member.Address, member.Status is MemberStatus.Down).PipeTo(Self);
    }

    private async Task<DeathVerdict> InquireAsync(UniqueAddress node, bool downed)
    {
        try
        {
            return new DeathVerdict(node, await inquiry!.InquireAsync(MemberKey.Of(node), downed, stopped.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            return new DeathVerdict(node, DeathEvidence.NoProof); // the actor has stopped
        }
    }

    private void OnVerdict(DeathVerdict verdict)
    {
        System.EventStream.Publish(verdict);
        if (verdict.Evidence is not DeathEvidence.Dead)
        {
            suspects.Remove(verdict.Node);
            LogOnce(verdict);
            return;
        }

        var decider = DowningDecider.Of(ClusterSnapshot.Of(cluster), verdict.Node);
        if (decider is null || decider.Equals(cluster.SelfUniqueAddress)) Down(verdict.Node);
        else Timers.StartSingleTimer(verdict.Node, new SecondLook(verdict.Node), SecondChance);
    }

    // Remoting reports a peer that it cannot reach several times a second.
    private void LogOnce(DeathVerdict verdict)
    {
        var members = ClusterSnapshot.Of(cluster).Members;
        foreach (var gone in logged.Keys.Where(node => !members.Any(member => member.Address.Equals(node))).ToArray()) logged.Remove(gone);
        if (logged.TryGetValue(verdict.Node, out var before) && before == verdict.Evidence) return;
        logged[verdict.Node] = verdict.Evidence;
        DowningLog.LeftToResolver(formation.Logger, verdict.Node.Address, verdict.Evidence);
    }

    // Down alone is not enough: the leader removes only members that are unreachable as well. Quarantine alone is not reliable: it does
    // nothing while an association is gated. The cluster listens to the event, so it is published here.
    private void Down(UniqueAddress node)
    {
        suspects.Remove(node);
        if (!DowningDecider.IsOpen(ClusterSnapshot.Of(cluster), node)) return;
        DowningLog.Dead(formation.Logger, node.Address);
        ((IRemoteActorRefProvider)((ExtendedActorSystem)System).Provider).Quarantine(node.Address, node.Uid);
        System.EventStream.Publish(new QuarantinedEvent(node.Address, node.Uid));
        cluster.Down(node.Address);
    }

    private sealed record SecondLook(UniqueAddress Node) : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout;
}
