using System.Globalization;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Cluster.Node.Api.Streams;
using Fresnel.Messages;
using Fresnel.Service.Api.Problems;
using Fresnel.Service.Api.Streams;
using Fresnel.Storage.Events;
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
        journal.MapGet("/journal/events/latest", Latest).WithName("listLatestEvents").WithSummary("The newest events of all entities, newest first.");
        journal.MapGet("/cameras/{name}/events", OfCamera).WithName("listCameraEvents").WithSummary("A camera's events: after a sequence number, or the newest first.");
        journal.MapGet("/events/stream", Stream).WithName("streamEvents").Produces(200, contentType: "text/event-stream")
            .WithSummary("Events as they are written (server-sent events). The id of an event is its cursor; Last-Event-ID resumes without a gap.");
    }

    private static async Task<Ok<EventPageAnswer>> All(IEventSource events, string? after, int? limit, CancellationToken cancellationToken)
    {
        var page = await events.ReadAsync(Cursor(events, after) ?? events.Start, Limit(limit, 100), cancellationToken);
        return TypedResults.Ok(new EventPageAnswer([.. page.Events.Select(EventFeed.Answer)], page.Next.ToString()));
    }

    private static async Task<Ok<EventPageAnswer>> Latest(IEventSource events, int? limit, CancellationToken cancellationToken)
    {
        var count = Limit(limit, 50);
        var end = await events.FindEndAsync(cancellationToken);
        var newest = await events.ReadLatestAsync(count, cancellationToken);
        return TypedResults.Ok(new EventPageAnswer([.. newest.Select(found => EventFeed.Answer(found, null))], end.ToString()));
    }

    private static async Task<Ok<EventPageAnswer>> OfCamera(
        IEventSource events, string name, long? after, long? before, int? limit, string? order, CancellationToken cancellationToken)
    {
        var id = Names.Check(name);
        var newest = order switch
        {
            null or "oldest" => false,
            "newest" => true,
            _ => throw new ApiProblemException(ProblemCodes.QueryInvalid, $"order is '{EntityId.Printable(order)}'; allowed: newest, oldest."),
        };
        if (after < 0 || before < 1) throw new ApiProblemException(ProblemCodes.QueryInvalid, "after must be 0 or more, before 1 or more.");
        if (await events.ReadEntityAsync(id, null, 1, newestFirst: true, cancellationToken) is [])
            throw new ApiProblemException(ProblemCodes.CameraNotFound, $"There is no camera '{name}'.");
        var page = await events.ReadEntityAsync(id, newest ? before : after ?? 0, Limit(limit, 100), newest, cancellationToken);
        var next = page.Count > 0 ? page[^1].Seq : (newest ? before : after) ?? 0;
        return TypedResults.Ok(new EventPageAnswer([.. page.Select(found => EventFeed.Answer(found, null))], next.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task Stream(
        HttpContext context, IEventSource events, EventFeed stream, StreamSlots slots, string? after, string? from, string? camera, CancellationToken cancellationToken)
    {
        var entity = camera is null ? null : Names.Check(camera).ToString();
        var resume = context.Request.Headers["Last-Event-ID"].ToString();
        var cursor = Cursor(events, resume.Length > 0 ? resume : after) ?? from switch
        {
            null or "now" => await events.FindEndAsync(cancellationToken),
            "start" => events.Start,
            _ => throw new ApiProblemException(ProblemCodes.QueryInvalid, $"from is '{EntityId.Printable(from)}'; allowed: now, start."),
        };
        await slots.RunAsync(context, ends => stream.WriteAsync(context, cursor, entity, ends));
    }

    private static EventCursor? Cursor(IEventSource events, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text == "start") return events.Start;
        return EventCursor.TryParse(text, out var cursor)
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
