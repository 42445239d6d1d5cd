using Akka.Actor;

namespace Fresnel.Entities.Formation;

/// <summary>
/// Makes this process a member: looks at the tables, joins or forms, until it succeeds. It waits as long as the database is away.
/// </summary>
internal sealed class JoinLoop(NodeFormation node, Akka.Cluster.Cluster cluster, MemberSession session)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly MemberKey self = MemberKey.Of(cluster.SelfUniqueAddress);
    private readonly JoinDecision decision = new(node.IsHost, node.IsLighthouse, node.Options.WaitForLighthouse, node.Times);
    private string waitsFor = "";
    private string lastFault = "";

    /// <summary>Returns when this process is a member.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        long? answeredSince = null;
        for (var round = 0; !IsMember(); round++)
        {
            try
            {
                var (others, lease) = await session.ReadAsync(stopping).ConfigureAwait(false);
                answeredSince ??= node.Time.GetTimestamp();
                lastFault = "";
                var accepting = await AcceptingAsync(others, stopping).ConfigureAwait(false);
                var view = new JoinView(others, accepting, lease, self, node.Time.GetElapsedTime(answeredSince.Value), round);
                await TakeAsync(decision.Decide(view), stopping).ConfigureAwait(false);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                answeredSince = null;
                LogOnce(failure.GetBaseException().Message);
            }

            if (!IsMember()) await Task.Delay(node.Times.Look, node.Time, stopping).ConfigureAwait(false);
        }

        FormationLog.IsMember(node.Logger, self);
    }

    // The database is asked several times a second, and may be away for long.
    private void LogOnce(string fault)
    {
        if (fault != lastFault) FormationLog.JoinFailed(node.Logger, self, fault);
        lastFault = fault;
    }

    private bool IsMember() => ClusterSnapshot.Of(cluster).TakesPart;

    private async Task TakeAsync(JoinStep step, CancellationToken stopping)
    {
        switch (step)
        {
            case JoinStep.Join(var endpoint):
                FormationLog.Joins(node.Logger, self, endpoint);
                await JoinAsync(AddressOf(endpoint), stopping).ConfigureAwait(false);
                break;
            case JoinStep.Form when await session.TakeLeaseAsync(stopping).ConfigureAwait(false):
                FormationLog.Forms(node.Logger, self);
                await JoinAsync(cluster.SelfAddress, stopping).ConfigureAwait(false);
                break;
            case JoinStep.Wait(var reason) when reason != waitsFor:
                FormationLog.Waits(node.Logger, self, reason);
                waitsFor = reason;
                break;
        }
    }

    private async Task JoinAsync(Address address, CancellationToken stopping)
    {
        cluster.Join(address);
        for (var asked = node.Time.GetTimestamp(); !IsMember() && node.Time.GetElapsedTime(asked) < node.Times.Join;)
            await Task.Delay(Poll, node.Time, stopping).ConfigureAwait(false);
    }

    // The protocol is akka.ssl.tcp under TLS, so it is taken from this process's own address.
    private Address AddressOf(string endpoint)
    {
        var colon = endpoint.LastIndexOf(':');
        var port = int.Parse(endpoint.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture);
        return new Address(cluster.SelfAddress.Protocol, cluster.SelfAddress.System, endpoint[..colon], port);
    }

    private async Task<HashSet<string>> AcceptingAsync(IReadOnlyList<MemberRow> rows, CancellationToken stopping)
    {
        var asked = rows.Where(row => row.Host && !row.Dismissed).Select(row => row.Key.Endpoint).ToArray();
        var answers = await Task.WhenAll(
            asked.Select(endpoint => node.Ports.AskAsync(endpoint, node.Times.Connect, stopping))).ConfigureAwait(false);
        return [.. asked.Where((_, index) => answers[index] is PortAnswer.Accepts)];
    }
}
