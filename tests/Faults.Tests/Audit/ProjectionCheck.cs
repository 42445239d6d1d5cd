using Fresnel.Actors.Cameras.Views;
using Fresnel.Cluster.Node.Hosting;
using Fresnel.Messages.Wire;
using Fresnel.Storage;
using Fresnel.Storage.Events;
using Fresnel.Storage.Projections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Faults.Tests.Audit;

/// <summary>
/// The node's view of cameras, brought up to the journal's end from where the node left it, against one folded from the
/// first event into an empty store: document by document, byte by byte.
/// </summary>
internal sealed class ProjectionCheck(IEventSource events, WireCodec codec, AuditReport report)
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public async Task RunAsync(IProjectionStore store, IProjectionStore empty)
    {
        try
        {
            await CatchUpAsync(store);
            await CatchUpAsync(empty);
        }
        catch (StoreDamagedException damage)
        {
            report.Add(AuditCheck.Projections, damage.Message);
            return;
        }

        var found = await ListAsync(store);
        var wanted = await ListAsync(empty);
        report.Documents = wanted.Count;
        foreach (var key in found.Keys.Except(wanted.Keys)) report.Add(AuditCheck.Projections, $"{key} is shown, and the journal knows nothing of it.");
        foreach (var (key, document) in wanted)
        {
            if (!found.TryGetValue(key, out var shown)) report.Add(AuditCheck.Projections, $"{key} is missing.");
            else if (shown != document) report.Add(AuditCheck.Projections, $"{key} is {shown}, the journal says {document}.");
        }
    }

    private async Task CatchUpAsync(IProjectionStore store)
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var views = new CameraViewsRunner(new ProjectionRunner(new CameraProjection(), events, codec, store, TimeProvider.System, NullLogger<ProjectionRunner>.Instance));
        views.Start();
        await views.CatchUpAsync(limit.Token);
    }

    private static async Task<Dictionary<string, string>> ListAsync(IProjectionStore store)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        (string SortKey, string Key)? after = null;
        while (true)
        {
            var page = await store.ListAsync(CameraProjection.ProjectionName, new DocumentQuery { After = after, Limit = PageSize }, CancellationToken.None);
            foreach (var document in page) all.Add(document.Key, $"{document.SortKey} {System.Text.Encoding.UTF8.GetString(document.Json.Span)}");
            if (page.Count < PageSize) return all;
            after = (page[^1].SortKey, page[^1].Key);
        }
    }
}
