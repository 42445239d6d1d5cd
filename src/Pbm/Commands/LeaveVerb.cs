using System.CommandLine;
using System.Text.Json;
using Fresnel.Messages.Cluster;
using Fresnel.Pbm.Http;

namespace Fresnel.Pbm.Commands;

/// <summary><c>cluster leave NODE</c>: a member hands its shards over one by one and ends; no command is lost.</summary>
internal static class LeaveVerb
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>The verb.</summary>
    public static Command Create(CallOptions options)
    {
        var member = new Argument<string>("NODE") { Description = "The member's id." };
        var noWait = new Option<bool>("--no-wait") { Description = "Only ask for it; do not wait until it has left." };
        var wait = Times.Option("--wait", TimeSpan.FromMinutes(2), "Longest to wait until it has left");
        return options.Verb("leave", "A member hands its shards over and ends; waits until it has left.", RunAsync, member, noWait, wait);

        async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var id = Call.Name(call.Parse.GetRequiredValue(member), "member");
            var before = await call.MembersAsync(cancellationToken);
            var known = before.FirstOrDefault(m => m.Id == id) ?? throw Call.NoMember(id, before);
            if (known.Status is MemberStatus.Down)
            {
                call.Say($"{id} is down already.");
                return Done(call, id, left: true, ExitCodes.Ok);
            }

            await call.MemberAsync(id, () => call.Client.SendAsync<JsonElement>(HttpMethod.Post, Paths.Leave(id), null, cancellationToken), cancellationToken);
            if (call.Parse.GetValue(noWait))
            {
                call.Say($"{id} was asked to leave.");
                return Done(call, id, left: false, ExitCodes.Ok);
            }

            call.Say($"{id} leaves: it hands over {Shards(known.Shards)}.");
            return await WaitAsync(call, known, call.Parse.GetValue(wait), cancellationToken);
        }
    }

    private static async Task<int> WaitAsync(Call call, ClusterViews.Member leaving, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = call.Around.Time.GetTimestamp();
        var shards = leaving.Shards;
        while (true)
        {
            if (call.Around.Time.GetElapsedTime(began) > patience)
            {
                await call.Around.Error.WriteLineAsync($"pbm: {leaving.Id} has not left after {Times.Text(patience)} and still holds {Shards(shards)}; it goes on leaving. 'pbm cluster show' tells how far it is.");
                return Done(call, leaving.Id, left: false, ExitCodes.TimedOut);
            }

            await Task.Delay(LookEvery, call.Around.Time, cancellationToken);
            try
            {
                var now = (await call.MembersAsync(cancellationToken)).FirstOrDefault(m => m.Id == leaving.Id);
                if (now is null or { Status: MemberStatus.Down } || now.Incarnation != leaving.Incarnation) break;
                if (now.Shards < shards) call.Say($"{leaving.Id} holds {Shards(now.Shards)}.");
                shards = now.Shards;
            }
            catch (UnreachableException) when (IsIt(call.Client.Address, leaving.Address))
            {
                break; // we asked the one that leaves, and it is gone: that was all of them
            }
            catch (Exception fault) when (fault is UnreachableException or ProblemException { Status: >= 500 })
            {
                // Whom we ask is away for a moment; the time limit counts.
            }
        }

        call.Say($"{leaving.Id} has left.");
        return Done(call, leaving.Id, left: true, ExitCodes.Ok);
    }

    private static bool IsIt(Uri asked, string? address) => Uri.TryCreate(address, UriKind.Absolute, out var its) && its.Authority == asked.Authority;

    private static string Shards(int count) => $"{count} shard{(count == 1 ? "" : "s")}";

    private static int Done(Call call, string id, bool left, int code)
    {
        if (call.Json) call.Screen.Json(new { id, left });
        return code;
    }
}
