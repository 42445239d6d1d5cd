using Fresnel.Actors.Cameras.Views;
using Fresnel.Cluster.Node.Telemetry;
using Fresnel.Service.Api.Contracts;
using Fresnel.Service.Hosting;
using Fresnel.Storage;
using Fresnel.Storage.Events;
using Fresnel.Storage.Folder;
using Fresnel.Storage.Integrity;
using Fresnel.Storage.Projections;

namespace Fresnel.Cluster.Node.Hosting;

/// <summary>Whether the node is well, with reasons.</summary>
public sealed class NodeHealth(
    NodeState state,
    ShardShare shards,
    IEventSource events,
    IProjectionStore projections,
    MeteredEntityStore store,
    StoreWatch watch,
    CameraViewsRunner views,
    DataFolder folder,
    TimeProvider time) : IServiceHealth
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <inheritdoc />
    public HealthAnswer Live() => HealthAnswer.Of(new HealthCheckAnswer("process", true, $"up {state.Uptime.TotalSeconds:0} s"));

    /// <inheritdoc />
    public HealthAnswer Startup() =>
        HealthAnswer.Of(new HealthCheckAnswer("startup", state.Started, state.Started ? "started" : "the shards are being taken and the cameras loaded"));

    /// <inheritdoc />
    public async Task<HealthAnswer> ReadyAsync(CancellationToken cancellationToken)
    {
        var host = state.Host;
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        return HealthAnswer.Of(
        [
            new("startup", state.Started && !state.Stopping, state.Stopping ? "stopping" : state.Started ? "started" : "starting"),
            new("broker", host.Connected, host.Connected ? "connected" : "not connected"),
            .. shards.Checks(host),
            await CheckAsync("journal", JournalAsync, both.Token, cancellationToken),
            await CheckAsync("projections", ProjectionsAsync, both.Token, cancellationToken),
            new("stores", watch.Trouble is null, watch.Trouble ?? "as they were written"),
            Models(),
            new("disk", FreeBytes() > 64L << 20, $"{FreeBytes() >> 20} MiB free in the data folder"),
        ]);
    }

    private static async Task<HealthCheckAnswer> CheckAsync(
        string name, Func<CancellationToken, Task<(bool Ok, string Detail)>> check, CancellationToken limited, CancellationToken caller)
    {
        try
        {
            var (ok, detail) = await check(limited);
            return new HealthCheckAnswer(name, ok, detail);
        }
        catch (Exception fault) when (fault is StoreUnavailableException or StoreDamagedException)
        {
            return new HealthCheckAnswer(name, false, fault.Message);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return new HealthCheckAnswer(name, false, $"no answer within {Limit.TotalSeconds:0} s");
        }
    }

    private async Task<(bool Ok, string Detail)> JournalAsync(CancellationToken cancellationToken)
    {
        var end = await events.FindEndAsync(cancellationToken);
        if (store.Damage is { } damage) return (false, damage);
        if (store.Trouble is { } trouble) return (false, trouble);
        return state.Host.JournalAnswers ? (true, $"at position {end.Position}") : (false, "the journal does not answer the shards' owner");
    }

    private async Task<(bool Ok, string Detail)> ProjectionsAsync(CancellationToken cancellationToken)
    {
        if (views.Running.IsCompleted) await views.Running; // says why it ended
        var end = await events.FindEndAsync(cancellationToken);
        var at = await projections.FindStateAsync(CameraProjection.ProjectionName, cancellationToken);
        var behind = end.Position - (at?.Cursor.Position ?? 0);
        return (behind < 1000, behind == 0 ? "up to date" : $"{behind} events behind");
    }

    /// <summary>A model that stays down needs a start of the process; one whose circuit is open is tried again by itself.</summary>
    private HealthCheckAnswer Models()
    {
        var loaded = state.Loaded;
        var down = loaded.Where(m => m.Stats.Down).Select(m => $"{m.Info.Id} stays down: {m.Stats.LostRuns} of its runs never ended").ToArray();
        if (down.Length > 0) return new HealthCheckAnswer("models", false, string.Join("; ", down));
        var open = loaded.Where(m => m.Stats.CircuitOpen).Select(m => $"{m.Info.Id} keeps failing and is tried again soon").ToArray();
        return new HealthCheckAnswer("models", true, open.Length > 0 ? string.Join("; ", open) : $"{loaded.Count} loaded");
    }

    private long FreeBytes() => new DriveInfo(folder.Root).AvailableFreeSpace;
}
