using System.CommandLine;
using System.Text.Json;
using Fresnel.Messages.Cluster;
using Fresnel.Pbm.Http;

namespace Fresnel.Pbm.Commands;

/// <summary>
/// <c>cluster down NODE</c>: strikes a member that will not come back, so that its shards are given away at once. On a
/// terminal it asks; a script may strike one that is silent, and a living one only with <c>--yes</c>.
/// </summary>
internal static class DownVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(CallOptions options)
    {
        var member = new Argument<string>("NODE") { Description = "The member's id." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask; needed by scripts for a member that is still heard." };
        return options.Verb("down", "Strikes a member that will not come back; its shards go to others at once.", RunAsync, member, yes);

        async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var id = Call.Name(call.Parse.GetRequiredValue(member), "member");
            var answer = await call.Client.GetAsync<ClusterViews.MemberList>(Paths.Members, cancellationToken);
            var known = answer.Value.Members ?? [];
            var found = known.FirstOrDefault(m => m.Id == id) ?? throw Call.NoMember(id, known);
            if (found.Status is MemberStatus.Down)
            {
                call.Say($"{id} is down already.");
                return Done(call, id);
            }

            if (!call.Parse.GetValue(yes)) await AskAsync(call, found, answer.At, cancellationToken);
            await call.MemberAsync(id, () => call.Client.SendAsync<JsonElement>(HttpMethod.Post, Paths.Down(id), null, cancellationToken), cancellationToken);
            call.Say($"{id} is struck from the list; its {found.Shards} shard{(found.Shards == 1 ? "" : "s")} go to others.");
            return Done(call, id);
        }
    }

    private static async Task AskAsync(Call call, ClusterViews.Member member, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var silent = member.Status is MemberStatus.Unreachable;
        if (!call.Around.CanAsk)
        {
            if (silent) return;
            throw new PbmException($"{member.Id} is {member.Status} and was heard {Times.Ago(member.LastSeen, now)} ago: 'leave' empties it without a gap; --yes strikes it all the same.", ExitCodes.Failed);
        }

        var question = silent
            ? $"{member.Id} was not heard for {Times.Ago(member.LastSeen, now)} and holds {member.Shards} shards. Strike it?"
            : $"{member.Id} is {member.Status} and holds {member.Shards} shards: 'leave' would empty it without a gap. Strike it all the same?";
        if (!await call.ConfirmAsync(question, cancellationToken)) throw new PbmException($"{member.Id} was left as it is.", ExitCodes.Failed);
    }

    private static int Done(Call call, string id)
    {
        if (call.Json) call.Screen.Json(new { id, down = true });
        return ExitCodes.Ok;
    }
}
