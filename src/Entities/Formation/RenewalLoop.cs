using Akka.Actor;

namespace Fresnel.Entities.Formation;

/// <summary>
/// Renews row and lease of a member every second, deletes the rows of removed members while it holds the lease, and ends the process if
/// it no longer belongs to the cluster.
/// </summary>
internal sealed class RenewalLoop(
    NodeFormation node, ActorSystem system, Akka.Cluster.Cluster cluster, MemberSession session, RemovedMembers removed)
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromMilliseconds(300);

    private readonly MemberKey self = MemberKey.Of(cluster.SelfUniqueAddress);
    private readonly string[] roles = [.. cluster.SelfRoles];
    private readonly RenewalDecision decision = new(node.Time, node.Times);
    private bool announced;
    private string owner = "";

    /// <summary>Returns when the process has to end, or is no member any more.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!cluster.IsTerminated)
        {
            EndReason? end;
            try
            {
                end = await RenewAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                var (age, fault) = (node.Renewals!.Age.TotalSeconds, failure.GetBaseException().Message);
                FormationLog.RenewalFailed(node.Logger, self, age, fault);
                end = await AfterFailureAsync(stopping).ConfigureAwait(false);
                if (end is not null) await SayGoodbyeAsync(stopping).ConfigureAwait(false);
            }

            if (end is not null)
            {
                node.End(end);
                return;
            }

            await Task.Delay(node.Times.Renewal, node.Time, stopping).ConfigureAwait(false);
        }
    }

    private async Task<EndReason?> RenewAsync(CancellationToken stopping)
    {
        var snapshot = ClusterSnapshot.Of(cluster);
        var gone = removed.Among([.. snapshot.Members.Select(member => member.Key)]);
        var renewal = new Renewal(
            self, roles, First: !announced, Lease: node.IsHost && !snapshot.IsMinority, Removed: node.Lease.IsHeld ? gone : []);
        var asked = node.Time.GetTimestamp();
        var answer = await session.RenewAsync(renewal, stopping).ConfigureAwait(false);
        announced = true;
        removed.Forget(renewal.Removed);
        if (renewal.Lease && answer.Lease.Owner == self.ToString()) node.Lease.Took(asked);
        else if (answer.Lease.Owner != self.ToString()) node.Lease.Lost();
        if (answer.Lease.Owner != owner) FormationLog.LeaseMoved(node.Logger, owner, answer.Lease.Owner);
        owner = answer.Lease.Owner;
        return decision.AfterAnswer(ClusterSnapshot.Of(cluster), answer);
    }

    // Cut from the database, but not from the cluster: the server may believe for seconds that the session of this process lives, and as long
    // as it does, nobody proves its death. So it is downed by itself, and the cluster has a moment to hear of it.
    private async Task SayGoodbyeAsync(CancellationToken stopping)
    {
        cluster.Down(cluster.SelfAddress);
        await Task.Delay(Goodbye, node.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<EndReason?> AfterFailureAsync(CancellationToken stopping)
    {
        if (!decision.AsksPeers(node.Renewals!.Age)) return null;
        var snapshot = ClusterSnapshot.Of(cluster);
        var peers = snapshot.Members.Where(member => member.Reachable && !member.Address.Equals(snapshot.Self));
        var answers = await Task.WhenAll(peers.Select(peer => AskAsync(peer.Address.Address, stopping))).ConfigureAwait(false);
        return decision.AfterFailure(ClusterSnapshot.Of(cluster), node.Renewals.Age, answers);
    }

    private async Task<TimeSpan> AskAsync(Address peer, CancellationToken stopping)
    {
        try
        {
            var answer = await system.ActorSelection(new RootActorPath(peer) / "user" / RenewalsActor.Name)
                .Ask<FormationMessages.Renewals>(new FormationMessages.AskRenewals(), node.Times.Ask, stopping).ConfigureAwait(false);
            return TimeSpan.FromMilliseconds(answer.UnbrokenMs);
        }
        catch (Exception) when (!stopping.IsCancellationRequested)
        {
            return TimeSpan.Zero; // a peer that does not answer says nothing about the database
        }
    }
}
