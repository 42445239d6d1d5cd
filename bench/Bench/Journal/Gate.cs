using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;

namespace Fresnel.Bench.Journal;

/// <summary>What the entity of this benchmark is asked.</summary>
internal abstract record GateCommand
{
    /// <summary>Someone passes.</summary>
    [WireName("bench.pass")]
    public sealed record Pass(string Who) : GateCommand;
}

/// <summary>What happens to it.</summary>
internal abstract record GateEvent
{
    /// <summary>Someone passed.</summary>
    [WireName("bench.passed")]
    public sealed record Passed(string Who, long Number, DateTimeOffset At) : GateEvent;
}

/// <summary>Counts who passes: as little as an entity can do, so that what is measured is the way to the disk.</summary>
[WireName("bench.gate")]
internal sealed record GateState(long Count) : IEntityState<GateState, GateCommand, GateEvent>
{
    /// <inheritdoc/>
    public static GateState Initial { get; } = new(0);

    /// <inheritdoc/>
    public string? Status => null;

    /// <inheritdoc/>
    public Decision<GateEvent> Decide(GateCommand command, DateTimeOffset now) => command switch
    {
        GateCommand.Pass pass => Decision.Accept(new GateEvent.Passed(pass.Who, Count + 1, now)),
        _ => throw new UnknownCommandException(command),
    };

    /// <inheritdoc/>
    public GateState Apply(GateEvent @event) => @event switch
    {
        GateEvent.Passed => new GateState(Count + 1),
        _ => throw new UnknownEventException(@event),
    };
}

/// <summary>The entity.</summary>
internal sealed class GateActor(EntityEnvironment environment) : EventSourcedActor<GateState, GateCommand, GateEvent>(environment)
{
    /// <inheritdoc/>
    protected override ValueTask<object> AnswerAsync(object query) => new(State);
}
