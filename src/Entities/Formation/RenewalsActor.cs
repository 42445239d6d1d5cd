using Akka.Actor;
using Akka.Cluster;

namespace Fresnel.Entities.Formation;

/// <summary>
/// Answers peers that ask whether this process reaches the database, and notes every member, also one that comes and goes between two
/// renewals. Its path is <c>/user/formation</c>.
/// </summary>
internal sealed class RenewalsActor : ReceiveActor
{
    /// <summary>The name of the actor.</summary>
    public const string Name = "formation";

    /// <summary>Creates the actor.</summary>
    /// <param name="clock">The renewals of this process.</param>
    /// <param name="removed">Where members are noted.</param>
    public RenewalsActor(RenewalClock clock, RemovedMembers removed)
    {
        Receive<FormationMessages.AskRenewals>(_ => Sender.Tell(new FormationMessages.Renewals((long)clock.Unbroken.TotalMilliseconds)));
        Receive<ClusterEvent.IMemberEvent>(change => removed.See(MemberKey.Of(change.Member.UniqueAddress)));
    }

    /// <inheritdoc/>
    protected override void PreStart() => Akka.Cluster.Cluster.Get(Context.System).Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    /// <inheritdoc/>
    protected override void PostStop() => Akka.Cluster.Cluster.Get(Context.System).Unsubscribe(Self);
}
