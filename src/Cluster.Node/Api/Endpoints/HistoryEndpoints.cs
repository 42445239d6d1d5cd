using System.Globalization;
using Fresnel.Actors.Cameras.Views;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Cluster.Node.Cameras;
using Fresnel.Messages;
using Fresnel.Service.Api.Problems;
using Fresnel.Storage;
using Fresnel.Storage.Observations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fresnel.Cluster.Node.Api.Endpoints;

/// <summary>What cameras saw: observations, episodes, outages, coverage.</summary>
internal static class HistoryEndpoints
{
    private const int MaxPage = 500;
    private const int MaxObservations = 5000;

    public static void Map(IEndpointRouteBuilder api)
    {
        var history = api.MapGroup("").WithTags("history");
        history.MapGet("/cameras/{name}/observations", Observations).WithName("listObservations").WithSummary("What was seen, frame by frame; kept for Retention:ObservationAge.");
        history.MapGet("/episodes", AllEpisodes).WithName("listEpisodes").WithSummary("Episodes of all cameras, or of one.");
        history.MapGet("/cameras/{name}/episodes", Episodes).WithName("listCameraEpisodes").WithSummary("A camera's episodes.");
        history.MapGet("/cameras/{name}/episodes/{number}", Episode).WithName("getEpisode").WithSummary("An episode.");
        history.MapGet("/outages", AllOutages).WithName("listOutages").WithSummary("Outages of all cameras, or of one.");
        history.MapGet("/cameras/{name}/outages", Outages).WithName("listCameraOutages").WithSummary("A camera's outages.");
        history.MapGet("/cameras/{name}/coverage", CoverageOf).WithName("getCoverage").WithSummary("The share of enabled time with frames; the last 24 hours where from and to are not given.");
    }

    private static async Task<Ok<Page<ObservationAnswer>>> Observations(
        string name, CameraReader reader, IObservationStore store, DateTimeOffset? from, DateTimeOffset? to, int? limit, string? order, string? cursor, CancellationToken cancellationToken)
    {
        var camera = await reader.GetAsync(name, true, cancellationToken);
        var page = PageRequest.Parse(from, to, limit, order, cursor, 100, MaxObservations);
        var first = page.From ?? DateTimeOffset.UnixEpoch;
        var last = page.To ?? DateTimeOffset.MaxValue.AddDays(-1);
        if (page.Cursor is not null)
        {
            // A camera has one observation a moment: the moment of the last one is the cursor.
            if (!DateTimeOffset.TryParseExact(page.Cursor, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
                throw new ApiProblemException(ProblemCodes.QueryInvalid, $"cursor '{EntityId.Printable(page.Cursor)}' is not one of ours: hand back the 'next' of the page before.");
            if (page.Order is ReadOrder.OldestFirst) first = at.AddTicks(1);
            else last = at;
        }

        if (first >= last) return TypedResults.Ok(new Page<ObservationAnswer>([], null));
        var query = new ObservationQuery(new EntityId("camera", camera.Name), first, last) { Order = page.Order, Limit = page.Limit + 1 };
        var found = await store.ReadAsync(query, cancellationToken);
        var next = found.Count > page.Limit ? found[page.Limit - 1].At.ToString("O", CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new Page<ObservationAnswer>([.. found.Take(page.Limit).Select(ObservationAnswer.Of)], next));
    }

    private static async Task<Ok<Page<EpisodeAnswer>>> AllEpisodes(
        CameraReader reader, string? camera, DateTimeOffset? from, DateTimeOffset? to, int? limit, string? order, string? cursor, CancellationToken cancellationToken)
    {
        if (camera is not null) Names.Check(camera);
        var page = await reader.ListEpisodesAsync(camera, PageRequest.Parse(from, to, limit, order, cursor, 50, MaxPage), cancellationToken);
        return TypedResults.Ok(new Page<EpisodeAnswer>([.. page.Items.Select(EpisodeAnswer.Of)], page.Next));
    }

    private static async Task<Ok<Page<EpisodeAnswer>>> Episodes(
        string name, CameraReader reader, DateTimeOffset? from, DateTimeOffset? to, int? limit, string? order, string? cursor, CancellationToken cancellationToken)
    {
        await reader.GetAsync(name, true, cancellationToken);
        return await AllEpisodes(reader, name, from, to, limit, order, cursor, cancellationToken);
    }

    private static async Task<Ok<EpisodeAnswer>> Episode(string name, long number, CameraReader reader, CancellationToken cancellationToken)
    {
        await reader.GetAsync(name, true, cancellationToken);
        return TypedResults.Ok(EpisodeAnswer.Of(await reader.FindEpisodeAsync(name, number, cancellationToken)
            ?? throw new ApiProblemException(ProblemCodes.EpisodeNotFound, $"The camera '{name}' has no episode {number}.")));
    }

    private static async Task<Ok<Page<OutageAnswer>>> AllOutages(
        CameraReader reader, string? camera, DateTimeOffset? from, DateTimeOffset? to, int? limit, string? order, string? cursor, CancellationToken cancellationToken)
    {
        if (camera is not null) Names.Check(camera);
        var page = await reader.ListOutagesAsync(camera, PageRequest.Parse(from, to, limit, order, cursor, 50, MaxPage), cancellationToken);
        return TypedResults.Ok(new Page<OutageAnswer>([.. page.Items.Select(OutageAnswer.Of)], page.Next));
    }

    private static async Task<Ok<Page<OutageAnswer>>> Outages(
        string name, CameraReader reader, DateTimeOffset? from, DateTimeOffset? to, int? limit, string? order, string? cursor, CancellationToken cancellationToken)
    {
        await reader.GetAsync(name, true, cancellationToken);
        return await AllOutages(reader, name, from, to, limit, order, cursor, cancellationToken);
    }

    private static async Task<Ok<CoverageAnswer>> CoverageOf(
        string name, CameraReader reader, TimeProvider time, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        await reader.GetAsync(name, true, cancellationToken);
        var now = time.GetUtcNow();
        var end = to ?? now;
        var start = from ?? end.AddDays(-1);
        if (start >= end) throw new ApiProblemException(ProblemCodes.QueryInvalid, $"from ({start:O}) must be before to ({end:O}).");
        if (start > now) throw new ApiProblemException(ProblemCodes.QueryInvalid, $"from ({start:O}) is in the future.");
        var (watches, outages) = await reader.ReadSpansAsync(name, end, cancellationToken);
        return TypedResults.Ok(CoverageAnswer.Of(name, CameraCoverage.Of(start, end < now ? end : now, watches, outages)));
    }
}
