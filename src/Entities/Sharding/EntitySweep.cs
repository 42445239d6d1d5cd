using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Fresnel.Entities.Hosting;
using Fresnel.Entities.Reading;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Storage.Events;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Sharding;

/// <summary>
/// Compares the catalogue with the entities that run, every <see cref="EntityEngineOptions.SweepEvery"/>: each entity that must run is sent
/// <see cref="EntityMessages.Ensure"/>, which starts it where sharding has forgotten it. Those that do not answer until the next round are
/// reported. The
/// catalogue's projection runs with it, so that one process of the cluster keeps the catalogue up.
/// </summary>
/// <remarks>
/// A cluster singleton of the role <c>shardhost</c>. A catalogue that cannot be read costs a round. Restarted by its supervisor for ever.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "Akka calls PostStop, which disposes of it.")]
internal sealed class EntitySweep(EntityEngine engine, IEntityCatalogue catalogue, CatalogueProjection projection,
    ILogger<EntitySweep> logger) : UntypedActor, IWithTimers
{
    private readonly Dictionary<string, SweepRound> rounds = [];
    private readonly CancellationTokenSource stopping = new();

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        projection.StartAsync(stopping.Token).PipeTo(Self, success: () => Started.Instance);
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, engine.Setup.Options.SweepEvery);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick:
                foreach (var kind in engine.Regions.Kinds) ReadAsync(kind).PipeTo(Self);
                break;
            case Wanted wanted:
                OnWanted(wanted);
                break;
            case EntityAnswer answer:
                if (rounds.TryGetValue(answer.Entity.Kind, out var round)) round.Answered(answer.Entity);
                break;
            case Started:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        stopping.Cancel();
        stopping.Dispose();
        _ = projection.StopAsync(CancellationToken.None); // it ends by itself: nobody needs to wait
    }

    private void OnWanted(Wanted wanted)
    {
        if (wanted.Failure is { } failure)
        {
            SweepLog.CatalogueAway(logger, wanted.Kind, failure);
            return;
        }

        if (rounds.TryGetValue(wanted.Kind, out var last) && last.Missing(wanted.Entities) is { Count: > 0 } missing)
        {
            SweepLog.Missing(logger, wanted.Kind, missing.Count, wanted.Entities.Count, missing[0]);
            Context.System.EventStream.Publish(new EntitiesMissing(wanted.Kind, missing));
        }

        rounds[wanted.Kind] = new SweepRound(wanted.Entities);
        if (engine.Regions.Find(wanted.Kind) is not { } region) return;
        foreach (var entity in wanted.Entities) region.Tell(new EntityMessages.Ensure(entity));
    }

    private async Task<Wanted> ReadAsync(string kind)
    {
        try
        {
            var found = await catalogue.MustRunAsync(kind, stopping.Token).ConfigureAwait(false);
            return new Wanted(kind, [.. found.Select(entry => entry.Entity)], null);
        }
        catch (Exception away) when (away is EventSourceUnavailableException or OperationCanceledException)
        {
            return new Wanted(kind, [], away.Message);
        }
    }

    private sealed record Wanted(string Kind, IReadOnlyList<EntityId> Entities, string? Failure) : INoSerializationVerificationNeeded;

    private sealed class Started : INoSerializationVerificationNeeded
    {
        public static Started Instance { get; } = new();
    }

    private sealed class Tick : INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }
}
