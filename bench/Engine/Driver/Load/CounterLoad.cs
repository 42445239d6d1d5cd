using System.Globalization;
using Fresnel.Engine.Counting;
using Fresnel.Messages;

namespace Fresnel.Engine.Driver.Load;

/// <summary>A load on counters: a caller for each.</summary>
internal sealed class CounterLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource giveUp = new();
    private readonly Task running;

    private CounterLoad(LoadPlan plan, GatewayChoice gateways, Ledger ledger, RunClock clock)
    {
        Ledger = ledger;
        Entities = [.. Enumerable.Range(0, plan.Entities).Select(i => new EntityId(CounterState.Kind, Name(plan, i)))];
        running = Task.WhenAll(Entities.Select((entity, i) =>
        {
            var caller = new EntityCaller(entity, new CommandMix(plan.Seed + i), plan, gateways, ledger, clock);
            return Task.Run(() => caller.RunAsync(stop.Token, giveUp.Token));
        }));
    }

    /// <summary>What was sent and answered.</summary>
    public Ledger Ledger { get; }

    /// <summary>The entities.</summary>
    public IReadOnlyList<EntityId> Entities { get; }

    /// <summary>Starts the callers.</summary>
    public static CounterLoad Start(LoadPlan plan, GatewayChoice gateways, Ledger ledger, RunClock clock) =>
        new(plan, gateways, ledger, clock);

    /// <summary>Stops the callers; each has its last command answered.</summary>
    /// <param name="patience">After this long, commands in flight are given up.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        await stop.CancelAsync();
        giveUp.CancelAfter(patience);
        await running;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        stop.Dispose();
        giveUp.Dispose();
    }

    private static string Name(LoadPlan plan, int number) => string.Create(CultureInfo.InvariantCulture, $"{plan.Prefix}{number}");
}
