namespace Fresnel.Entities.Formation;

/// <summary>
/// Decides after each renewal whether this process has to end. It remembers only since when the lease is in foreign hands.
/// </summary>
internal sealed class RenewalDecision(TimeProvider time, FormationTimes times)
{
    private long? foreignSince;

    /// <summary>Decides after a renewal that the database answered.</summary>
    /// <returns>Why the process has to end, or null.</returns>
    public EndReason? AfterAnswer(ClusterSnapshot cluster, RenewalAnswer answer)
    {
        if (answer.Dismissed) return new EndReason(ProcessEndCode.Dismissed, "an operator removed this process from the cluster");
        var foreign = answer.Lease.IsHeld && !cluster.Members.Any(member => member.Key.ToString() == answer.Lease.Owner);
        if (!foreign) foreignSince = null;
        else foreignSince ??= time.GetTimestamp();

        // A process that leaves is removed in order, and one that is down ends by Akka's own shutdown.
        if (!cluster.TakesPart) return null;
        if (!answer.RowExists) return new EndReason(ProcessEndCode.StartAgain, "the row of this process is gone: the cluster removed it");
        return foreignSince is { } since && time.GetElapsedTime(since) >= times.Foreign
            ? new EndReason(ProcessEndCode.StartAgain, $"{answer.Lease.Owner} holds the lease and is no member of this cluster")
            : null;
    }

    /// <summary>Whether peers are to be asked about their renewals.</summary>
    /// <param name="age">The time since this process's last renewal.</param>
    public bool AsksPeers(TimeSpan age) => age > times.Cut;

    /// <summary>Decides after a renewal that failed.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="age">The time since this process's last renewal.</param>
    /// <param name="peers">For how long the renewals of each peer that answered are unbroken.</param>
    /// <returns>Why the process has to end, or null: where nobody can renew, everybody waits.</returns>
    public EndReason? AfterFailure(ClusterSnapshot cluster, TimeSpan age, IEnumerable<TimeSpan> peers)
    {
        foreignSince = null; // what was read before the failure says nothing about now
        if (!cluster.TakesPart || !AsksPeers(age) || !peers.Any(unbroken => unbroken > times.PeerUnbroken)) return null;
        return new EndReason(ProcessEndCode.StartAgain,
            FormattableString.Invariant($"the database has not answered this process for {age.TotalSeconds:0.0} s, but a peer"));
    }
}
