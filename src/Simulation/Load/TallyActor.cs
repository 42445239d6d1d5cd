using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Simulation.Load;

/// <summary>A tally as it runs; says when it does.</summary>
/// <param name="environment">What its host gives it.</param>
/// <param name="onRunning">Told, with true, when it runs, and with false when it has stopped.</param>
internal sealed class TallyActor(EntityEnvironment environment, Action<EntityEnvironment, bool> onRunning)
    : EventSourcedActor<TallyState, TallyCommands, TallyEvents>(environment)
{
    private bool runs;

    /// <inheritdoc />
    protected override ValueTask<object> AnswerAsync(object query) => query is TallyViews.Read
        ? ValueTask.FromResult<object>(new TallyViews.Total(State.Sum))
        : throw new UnknownCommandException(query);

    /// <inheritdoc />
    protected override ValueTask OnLoadedAsync()
    {
        if (!runs) onRunning(Environment, true);
        runs = true;
        return default;
    }

    /// <inheritdoc />
    protected override ValueTask OnRestartingAsync(Exception cause) => OnStoppedAsync();

    /// <inheritdoc />
    protected override ValueTask OnStoppedAsync()
    {
        if (runs) onRunning(Environment, false);
        runs = false;
        return default;
    }
}
