using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fresnel.Messages;
using Fresnel.Messages.Cluster;
using Fresnel.Pbm.Http;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Commands;

/// <summary><c>entity …</c>: why one runs, or does not.</summary>
internal static class EntityVerbs
{
    private const int DataLength = 60;
    private static readonly string[] Kinds = ["camera", "experiment", "session"];

    /// <summary>The group.</summary>
    public static Command Create(CallOptions options)
    {
        var entity = new Argument<string>("ENTITY") { Description = "kind/name, for example camera/front-door." };
        return options.Group("entity", "One entity, looked at closely.", options.Verb("explain", "Shard, epoch, owner, last events, and why it does not run.", ExplainAsync, entity));

        async Task<int> ExplainAsync(Call call, CancellationToken cancellationToken)
        {
            var id = Call.Entity(call.Parse.GetRequiredValue(entity));
            var answer = await FindAsync(call, id, cancellationToken);
            if (call.Json) call.Screen.Json(answer.Raw);
            else Print(call, id, answer.Value);
            return ExitCodes.Ok;
        }
    }

    private static async Task<Answer<ClusterViews.Explanation>> FindAsync(Call call, EntityId id, CancellationToken cancellationToken)
    {
        Task<Answer<ClusterViews.Explanation>> Ask() => call.Client.GetAsync<ClusterViews.Explanation>(Paths.Entity(id), cancellationToken);
        if (id.Kind == "camera") return await call.CameraAsync(id.Name, Ask, cancellationToken);
        try
        {
            return await Ask();
        }
        catch (ProblemException problem) when (problem.Code is "entity-not-found")
        {
            var near = Hints.Near(id.Kind, Kinds.Where(kind => kind != id.Kind)).Replace("' or", $"/{id.Name}' or", StringComparison.Ordinal).Replace("'?", $"/{id.Name}'?", StringComparison.Ordinal);
            throw new PbmException($"there is no entity '{id}'{(near.Length > 0 ? $":{near}" : ".")}", ExitCodes.NotFound, problem);
        }
    }

    private static void Print(Call call, EntityId id, ClusterViews.Explanation told)
    {
        call.Screen.Facts(
            ("entity", told.Entity ?? id.ToString()),
            ("status", told.Status),
            ("running", new Cell(told.Running ? "yes" : "no", told.Running ? Tone.Good : Tone.Warning)),
            ("shard", Number(told.Shard)),
            ("epoch", Number(told.Epoch)),
            ("owner", new Cell(told.Owner ?? "none now", told.Owner is null ? Tone.Bad : Tone.Plain)),
            ("restarts", told.Restarts is { } restarts ? $"{Number(restarts).Text} since the owner took the shard" : "not known: the owner was not reached"),
            ("events", Number(told.Seq)));
        foreach (var reason in told.Reasons ?? []) call.Screen.Line(new Cell("reason: ", Tone.Warning), reason);
        if (told.LastEvents is not { Count: > 0 } events) return;
        call.Screen.Line();
        var table = new Table(new("SEQ", Right: true), new("EPOCH", Right: true), new("AT"), new("EVENT"), new("DATA"));
        foreach (var e in events) table.Add(Number(e.Seq), Number(e.Epoch), Times.Moment(e.At, call.Around.Time), e.Type, Short(e.Data));
        call.Screen.Table(table, $"{events.Count} newest of {told.Seq} events");
    }

    private static string Short(JsonElement data)
    {
        if (data.ValueKind is JsonValueKind.Undefined) return "";
        var text = data.GetRawText();
        return text.Length > DataLength ? $"{text[..DataLength]}…" : text;
    }

    private static Cell Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
