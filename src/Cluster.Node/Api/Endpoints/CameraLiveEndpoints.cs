using System.Globalization;
using System.Text.Json;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Cluster.Node.Api.Streams;
using Fresnel.Cluster.Node.Cameras;
using Fresnel.Messages.Observations;
using Microsoft.AspNetCore.Http.HttpResults;
using Fresnel.Service.Api;
using Fresnel.Service.Api.Problems;
using Fresnel.Service.Api.Streams;

namespace Fresnel.Cluster.Node.Api.Endpoints;

/// <summary>What a camera sees now: a picture, a stream of pictures, a stream of observations.</summary>
internal static class CameraLiveEndpoints
{
    private const int ObjectsInHeader = 64;
    private const int MaxWaitMs = 10_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        var cameras = api.MapGroup("/cameras/{name}").WithTags("live").AddEndpointFilter<LiveElsewhere>();
        api.MapGet("/live", Here).WithTags("live").WithName("listLive").WithSummary("The cameras that run on this node, with health and counters; those of other nodes are not asked for.");
        cameras.MapGet("/snapshot.jpg", Snapshot).WithName("getSnapshot").Produces(200, contentType: "image/jpeg")
            .WithSummary("The newest analysed picture. With If-None-Match and wait (ms) it waits for a newer one, else 304. X-Observation holds what was seen in it.");
        cameras.MapGet("/stream.mjpeg", Mjpeg).WithName("streamPictures").Produces(200, contentType: "multipart/x-mixed-replace")
            .WithSummary("Pictures as they are analysed.");
        cameras.MapGet("/observations/stream", Observations).WithName("streamObservations").Produces(200, contentType: "text/event-stream")
            .WithSummary("Observations as they are made (server-sent events), at most once.");
    }

    private static Ok<LiveList> Here(ICameraLiveBoard board) =>
        TypedResults.Ok(new LiveList([.. board.All.Select(live => new LiveCamera(live.Name, CameraLiveAnswer.Of(live)))]));

    private static async Task<IResult> Snapshot(
        HttpContext context, string name, CameraReader reader, ICameraLiveBoard board, PictureCache pictures, TimeProvider time,
        bool? annotated, int? quality, int? wait, CancellationToken cancellationToken)
    {
        var live = await LiveAsync(name, reader, board, cancellationToken);
        var jpegQuality = Quality(quality);
        if (wait is < 0 or > MaxWaitMs) throw new ApiProblemException(ProblemCodes.QueryInvalid, $"wait is {wait}; allowed: 0 to {MaxWaitMs} ms.");
        var known = context.Request.Headers.IfNoneMatch.ToString();
        if (known.Length > 0 && live.Latest is { } first && Tag(first, annotated) == known)
        {
            var newer = await WaitAsync(context, name, board, known, annotated, TimeSpan.FromMilliseconds(wait ?? 0), time);
            if (newer is null) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
            live = newer;
        }

        var picture = pictures.Find(live, annotated ?? false, jpegQuality)
            ?? throw new ApiProblemException(ProblemCodes.PictureNotAvailable, $"The camera '{name}' has no picture yet ({live.Health.State}{(live.Health.Detail.Length > 0 ? ": " : "")}{live.Health.Detail}).");
        context.Response.Headers.ETag = Tag(picture.Observation, annotated);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Observation"] = JsonSerializer.Serialize(Short(picture.Observation), ApiJson.HeaderOptions);
        return TypedResults.Bytes(picture.Jpeg, "image/jpeg");
    }

    private static async Task Mjpeg(
        HttpContext context, string name, CameraReader reader, ICameraLiveBoard board, PictureFeed stream, StreamSlots slots,
        bool? annotated, int? quality, int? fps, CancellationToken cancellationToken)
    {
        await LiveAsync(name, reader, board, cancellationToken);
        var jpegQuality = Quality(quality);
        if (fps is < 1 or > 60) throw new ApiProblemException(ProblemCodes.QueryInvalid, $"fps is {fps}; allowed: 1 to 60.");
        await slots.RunAsync(context, ends => stream.WriteAsync(context, board, name, annotated ?? true, jpegQuality, fps, ends));
    }

    private static async Task Observations(
        HttpContext context, string name, CameraReader reader, ICameraLiveBoard board, ObservationFeed stream, StreamSlots slots, CancellationToken cancellationToken)
    {
        var live = await LiveAsync(name, reader, board, cancellationToken);
        await slots.RunAsync(context, ends => stream.WriteAsync(context, live, ends));
    }

    private static async Task<ICameraLive> LiveAsync(string name, CameraReader reader, ICameraLiveBoard board, CancellationToken cancellationToken)
    {
        Names.Check(name);
        if (board.TryGet(name, out var live)) return live;
        var camera = await reader.GetAsync(name, false, cancellationToken);
        throw new ApiProblemException(ProblemCodes.PictureNotAvailable, $"The camera '{camera.Name}' does not run on this node; it is {camera.Status.ToString().ToLowerInvariant()}.");
    }

    private static int Quality(int? quality) => quality switch
    {
        null => 80,
        < 1 or > 100 => throw new ApiProblemException(ProblemCodes.QueryInvalid, $"quality is {quality}; allowed: 1 to 100."),
        _ => quality.Value,
    };

    // The picture drawn on is another representation than the bare one.
    private static string Tag(Observation observation, bool? annotated) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{observation.Frame}-{observation.At.UtcTicks}{(annotated is true ? "-a" : "")}\"");

    private static ObservationAnswer Short(Observation observation)
    {
        var answer = ObservationAnswer.Of(observation);
        return answer.Objects.Count <= ObjectsInHeader ? answer : answer with { Objects = [.. answer.Objects.Take(ObjectsInHeader)] };
    }

    private static async Task<ICameraLive?> WaitAsync(
        HttpContext context, string name, ICameraLiveBoard board, string known, bool? annotated, TimeSpan limit, TimeProvider time)
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), time);
        while (time.GetElapsedTime(start) < limit && await timer.WaitForNextTickAsync(context.RequestAborted))
        {
            if (board.TryGet(name, out var live) && live.Latest is { } latest && Tag(latest, annotated) != known) return live;
        }

        return null;
    }
}
