using System.Globalization;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Cluster.Node.Api.Streams;
using Fresnel.Journal;
using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Service.Api.Problems;
using Fresnel.Service.Api.Streams;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fresnel.Cluster.Node.Api.Endpoints;

/// <summary>The journal's events: pages, and a stream that can be resumed.</summary>
internal static class JournalEndpoints
{
    private const int MaxPage = 1000;

    public static void Map(IEndpointRouteBuilder api)
    {
        var journal = api.MapGroup("").WithTags("journal");
        journal.MapGet("/journal/events", All).WithName("listEvents").WithSummary("Events of all entities in the journal's order, oldest first, after a cursor.");
        journal.MapGet("/journal/events/latest", Latest).WithName("listLatestEvents").WithSummary("The newest events of all cameras, newest first.");
        journal.MapGet("/cameras/{name}/events", OfCamera).WithName("listCameraEvents").WithSummary("A camera's events: after a sequence number, or the newest first.");
        journal.MapGet("/events/stream", Stream).WithName("streamEvents").Produces(200, contentType: "text/event-stream")
            .WithSummary("Events as they are written (server-sent events). The id of an event is its cursor; Last-Event-ID resumes without a gap.");
    }

    private static async Task<Ok<EventPage>> All(IJournal journal, string? after, int? limit, CancellationToken cancellationToken)
    {
        var page = await journal.ReadAllAsync(Cursor(journal, after) ?? journal.Start, Limit(limit, 100), cancellationToken);
        return TypedResults.Ok(new EventPage([.. page.Events.Select(EventFeed.Answer)], page.Next.ToString()));
    }

    private static async Task<Ok<EventPage>> Latest(IJournal journal, int? limit, CancellationToken cancellationToken)
    {
        // The journal's one order is read forwards; the newest of each stream, put together, are the newest of all.
        var count = Limit(limit, 50);
        var end = await journal.FindEndAsync(cancellationToken);
        var newest = new List<StoredEvent>();
        string? afterId = null;
        while (true)
        {
            var heads = await journal.ListHeadsAsync("camera", afterId, 500, cancellationToken);
            foreach (var head in heads) newest.AddRange(await journal.ReadStreamPageAsync(head.Stream, null, count, ReadOrder.NewestFirst, cancellationToken));
            if (heads.Count < 500) break;
            afterId = heads[^1].Stream.Id;
        }

        var items = newest.OrderByDescending(e => e.At).ThenByDescending(e => e.Seq).Take(count).Select(e => EventFeed.Answer(e, null));
        return TypedResults.Ok(new EventPage([.. items], end.ToString()));
    }

    private static async Task<Ok<EventPage>> OfCamera(
        IJournal journal, string name, long? after, long? before, int? limit, string? order, CancellationToken cancellationToken)
    {
        var id = Names.Check(name);
        var newest = order switch
        {
            null or "oldest" => false,
            "newest" => true,
            _ => throw new ApiProblemException(ProblemCodes.QueryInvalid, $"order is '{EntityId.Printable(order)}'; allowed: newest, oldest."),
        };
        if (after < 0 || before < 1) throw new ApiProblemException(ProblemCodes.QueryInvalid, "after must be 0 or more, before 1 or more.");
        var stream = new StreamKey(id.Kind, id.Name);
        if (await journal.FindHeadAsync(stream, cancellationToken) is not { Seq: > 0 })
            throw new ApiProblemException(ProblemCodes.CameraNotFound, $"There is no camera '{name}'.");
        var events = await journal.ReadStreamPageAsync(
            stream, newest ? before : after ?? 0, Limit(limit, 100), newest ? ReadOrder.NewestFirst : ReadOrder.OldestFirst, cancellationToken);
        var next = events.Count > 0 ? events[^1].Seq : (newest ? before : after) ?? 0;
        return TypedResults.Ok(new EventPage([.. events.Select(e => EventFeed.Answer(e, null))], next.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task Stream(
        HttpContext context, IJournal journal, EventFeed stream, StreamSlots slots, string? after, string? from, string? camera, CancellationToken cancellationToken)
    {
        var entity = camera is null ? null : Names.Check(camera).ToString();
        var resume = context.Request.Headers["Last-Event-ID"].ToString();
        var cursor = Cursor(journal, resume.Length > 0 ? resume : after) ?? from switch
        {
            null or "now" => await journal.FindEndAsync(cancellationToken),
            "start" => journal.Start,
            _ => throw new ApiProblemException(ProblemCodes.QueryInvalid, $"from is '{EntityId.Printable(from)}'; allowed: now, start."),
        };
        await slots.RunAsync(context, ends => stream.WriteAsync(context, cursor, entity, ends));
    }

    private static JournalCursor? Cursor(IJournal journal, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text == "start") return journal.Start;
        return JournalCursor.TryParse(text, out var cursor)
            ? cursor
            : throw new ApiProblemException(ProblemCodes.QueryInvalid, $"'{EntityId.Printable(text)}' is not a cursor: hand back the id of an event or the 'next' of a page.");
    }

    private static int Limit(int? limit, int otherwise) => limit switch
    {
        null => otherwise,
        < 1 or > MaxPage => throw new ApiProblemException(ProblemCodes.QueryInvalid, $"limit is {limit}; allowed: 1 to {MaxPage}."),
        _ => limit.Value,
    };
}
