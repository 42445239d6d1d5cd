using System.CommandLine;
using System.Globalization;
using Fresnel.Messages.Cluster;
using Fresnel.Pbm.Http;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Commands;

/// <summary><c>cluster …</c>: members, the whole, the leader, what happens, leaving.</summary>
internal static class ClusterVerbs
{
    /// <summary>The group.</summary>
    public static Command Create(CallOptions options) => options.Group(
        "cluster",
        "Members and the whole.",
        options.Verb("show", "Every member: where, what, how much.", ShowAsync),
        options.Verb("status", "The whole in a few words, and what is wrong with it (exit code 6 where something is).", StatusAsync),
        options.Verb("leader", "The lighthouse that leads.", LeaderAsync),
        TailVerb.Create(options),
        LeaveVerb.Create(options),
        DownVerb.Create(options));

    private static async Task<int> ShowAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Client.GetAsync<ClusterViews.MemberList>(Paths.Members, cancellationToken);
        if (call.Json)
        {
            call.Screen.Json(answer.Raw);
            return ExitCodes.Ok;
        }

        call.Screen.Table(MemberTable.Of(answer.Value.Members ?? [], answer.At), MemberTable.Count(answer.Value.Members ?? []));
        return ExitCodes.Ok;
    }

    private static async Task<int> StatusAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Client.GetAsync<ClusterViews.Summary>(Paths.Cluster, cancellationToken);
        var (whole, problems) = (answer.Value, answer.Value.Problems ?? []);
        var well = whole.Status is "ok" && problems.Count == 0;
        if (call.Json)
        {
            call.Screen.Json(answer.Raw);
            return well ? ExitCodes.Ok : ExitCodes.Degraded;
        }

        call.Screen.Facts(
            ("status", new Cell(whole.Status ?? "unknown", well ? Tone.Good : Tone.Bad)),
            ("members", new Cell($"{whole.MembersUp} of {whole.Members} up", whole.MembersUp == whole.Members ? Tone.Plain : Tone.Warning)),
            ("shards", new Cell($"{whole.ShardsOwned} of {whole.Shards} owned", whole.ShardsOwned == whole.Shards ? Tone.Plain : Tone.Bad)),
            ("entities", Number(whole.Entities)),
            ("leader", whole.Leader is { } leader ? $"{leader.Id} {leader.Address}".TrimEnd() : "none"),
            ("broker", whole.Broker),
            ("database", whole.Database),
            ("wire level", Number(whole.Level)),
            ("cluster", whole.Id.ToString()));
        foreach (var problem in problems) call.Screen.Line(new Cell("problem: ", Tone.Bad), problem);
        return well ? ExitCodes.Ok : ExitCodes.Degraded;
    }

    private static async Task<int> LeaderAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Client.GetAsync<ClusterViews.Summary>(Paths.Cluster, cancellationToken);
        var leader = answer.Value.Leader;
        if (call.Json) call.Screen.Json(new { leader });
        else if (leader is null) call.Screen.Line(new Cell("no lighthouse leads: running shards and failover are not affected; nothing is seeded or paced.", Tone.Warning));
        else call.Screen.Facts(("leader", leader.Id), ("address", string.IsNullOrEmpty(leader.Address) ? null : leader.Address), ("epoch", Number(leader.Epoch)), ("lease until", Times.Moment(leader.Until, call.Around.Time)));
        return leader is null ? ExitCodes.Degraded : ExitCodes.Ok;
    }

    private static Cell Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
