using System.Text;
using Fresnel.Actors.Cameras.Views;
using Fresnel.Cluster.Node.Api;
using Fresnel.Cluster.Node.Hosting;
using Fresnel.Messages.Cameras;
using Fresnel.Service.Api.Problems;
using Fresnel.Storage.Projections;

namespace Fresnel.Cluster.Node.Cameras;

/// <summary>Reads the camera projection.</summary>
public sealed class CameraReader(IProjectionStore documents, CameraViewsRunner views, TimeProvider time)
{
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(2);

    /// <summary>Every camera by name, deleted ones only where asked for.</summary>
    public async ValueTask<IReadOnlyList<CameraViews.Camera>> ListAsync(bool deleted, CancellationToken cancellationToken)
    {
        var found = new List<CameraViews.Camera>();
        (string, string)? after = null;
        while (true)
        {
            var page = await documents.ListAsync(CameraProjection.ProjectionName, new DocumentQuery { KeyPrefix = CameraKeys.Cameras, After = after, Limit = 1000 }, cancellationToken);
            found.AddRange(page.Select(CameraKeys.Read<CameraViews.Camera>));
            if (page.Count < 1000) break;
            after = (page[^1].SortKey, page[^1].Key);
        }

        return [.. found.Where(c => deleted || c.Status is not CameraStatus.Deleted).OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    /// <summary>A camera, deleted ones included; null where there never was one.</summary>
    public async ValueTask<CameraViews.Camera?> FindAsync(string name, CancellationToken cancellationToken) =>
        await documents.FindAsync(CameraProjection.ProjectionName, CameraProjection.CameraKey(name), cancellationToken) is { } document ? CameraKeys.Read<CameraViews.Camera>(document) : null;

    /// <summary>A camera that is there.</summary>
    /// <exception cref="ApiProblemException">There is none, or it was deleted.</exception>
    public async ValueTask<CameraViews.Camera> GetAsync(string name, bool deleted, CancellationToken cancellationToken)
    {
        Names.Check(name);
        var camera = await FindAsync(name, cancellationToken)
            ?? throw new ApiProblemException(ProblemCodes.CameraNotFound, $"There is no camera '{name}'.");
        return deleted || camera.Status is not CameraStatus.Deleted
            ? camera
            : throw new ApiProblemException(ProblemCodes.CameraNotFound, $"The camera '{name}' was deleted; ?deleted=true shows what is left of it.");
    }

    /// <summary>The camera as of its newest event: waits a moment for the projection, so that a caller reads what it wrote.</summary>
    public async ValueTask<CameraViews.Camera?> FindFreshAsync(string name, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CatchUp, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await views.CatchUpAsync(both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // What is there is better than nothing.
        }

        return await FindAsync(name, cancellationToken);
    }

    /// <summary>An episode, or null.</summary>
    public async ValueTask<CameraViews.Episode?> FindEpisodeAsync(string camera, long number, CancellationToken cancellationToken) =>
        await documents.FindAsync(CameraProjection.ProjectionName, CameraProjection.EpisodeKey(camera, number), cancellationToken) is { } document ? CameraKeys.Read<CameraViews.Episode>(document) : null;

    /// <summary>A page of episodes, by start.</summary>
    /// <param name="camera">Only this camera's; null for all.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<Page<CameraViews.Episode>> ListEpisodesAsync(string? camera, PageRequest page, CancellationToken cancellationToken) =>
        ListAsync<CameraViews.Episode>(CameraKeys.Episodes(camera), page, cancellationToken);

    /// <summary>A page of outages, by start.</summary>
    public ValueTask<Page<CameraViews.Outage>> ListOutagesAsync(string? camera, PageRequest page, CancellationToken cancellationToken) =>
        ListAsync<CameraViews.Outage>(CameraKeys.Outages(camera), page, cancellationToken);

    /// <summary>Everything coverage needs of a camera: its watches and outages that begin before a moment.</summary>
    public async ValueTask<(IReadOnlyList<CameraViews.Watch> Watches, IReadOnlyList<CameraViews.Outage> Outages)> ReadSpansAsync(string camera, DateTimeOffset to, CancellationToken cancellationToken) =>
        (await ReadAllAsync<CameraViews.Watch>(CameraKeys.Watches(camera), to, cancellationToken),
         await ReadAllAsync<CameraViews.Outage>(CameraKeys.Outages(camera), to, cancellationToken));

    private async ValueTask<IReadOnlyList<T>> ReadAllAsync<T>(string prefix, DateTimeOffset to, CancellationToken cancellationToken)
        where T : class
    {
        var found = new List<T>();
        (string, string)? after = null;
        while (true)
        {
            var query = new DocumentQuery { KeyPrefix = prefix, ToSortKey = SortKey.Of(to), After = after, Limit = 10_000 };
            var page = await documents.ListAsync(CameraProjection.ProjectionName, query, cancellationToken);
            found.AddRange(page.Select(CameraKeys.Read<T>));
            if (page.Count < query.Limit) return found;
            after = (page[^1].SortKey, page[^1].Key);
        }
    }

    private async ValueTask<Page<T>> ListAsync<T>(string prefix, PageRequest page, CancellationToken cancellationToken)
        where T : class
    {
        var query = new DocumentQuery
        {
            KeyPrefix = prefix,
            FromSortKey = page.From is { } from ? SortKey.Of(from) : null,
            ToSortKey = page.To is { } to ? SortKey.Of(to) : null,
            After = page.Cursor is null ? null : ReadCursor(page.Cursor),
            Order = page.Order,
            Limit = page.Limit + 1,
        };
        var found = await documents.ListAsync(CameraProjection.ProjectionName, query, cancellationToken);
        var shown = found.Take(page.Limit).ToList();
        var next = found.Count > page.Limit ? WriteCursor(shown[^1].SortKey, shown[^1].Key) : null;
        return new Page<T>([.. shown.Select(CameraKeys.Read<T>)], next);
    }

    private static string WriteCursor(string sortKey, string key) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{sortKey}\n{key}")).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static (string SortKey, string Key) ReadCursor(string cursor)
    {
        var padded = cursor.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (cursor.Length % 4)) % 4);
        var bytes = new byte[padded.Length];
        if (cursor.Length <= 512 && Convert.TryFromBase64String(padded, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split('\n') is [var sortKey, var key]) return (sortKey, key);
        throw new ApiProblemException(ProblemCodes.QueryInvalid, $"cursor '{Messages.EntityId.Printable(cursor)}' is not one of ours: hand back the 'next' of the page before.");
    }
}
