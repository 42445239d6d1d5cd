namespace Fresnel.Entities.Formation;

/// <summary>
/// Decides how a process becomes a member: it joins a living host, or forms a cluster where there is none. Pure.
/// </summary>
/// <param name="host">Whether this process may host coordinators, and so may form a cluster.</param>
/// <param name="lighthouse">Whether it is a lighthouse.</param>
/// <param name="waitForLighthouse">How long others wait for one.</param>
/// <param name="times">The times of formation.</param>
internal sealed class JoinDecision(bool host, bool lighthouse, TimeSpan waitForLighthouse, FormationTimes times)
{
    /// <summary>Decides the next step.</summary>
    public JoinStep Decide(JoinView view)
    {
        var hosts = view.Others.Where(row => row.Host && !row.Dismissed && view.Accepting.Contains(row.Key.Endpoint)).ToArray();
        var living = hosts.Where(row => row.Fresh).ToArray();
        if (living.Length > 0) return new JoinStep.Join(living[view.Round % living.Length].Key.Endpoint);

        // After an outage of the database all rows are old, and their processes live: forming now would end their cluster.
        if (hosts.Length > 0 && view.Answered < times.OldRows)
            return new JoinStep.Wait($"{hosts[0].Key.Endpoint} accepts connections, though its row is old");
        if (!host) return new JoinStep.Wait("no member is up that this process could join");
        if (view.Lease.IsHeld && view.Lease.Owner != view.Self.ToString()) return new JoinStep.Wait($"{view.Lease.Owner} holds the lease");
        if (!lighthouse && view.Answered < waitForLighthouse) return new JoinStep.Wait("a lighthouse may be starting");
        return new JoinStep.Form();
    }
}
