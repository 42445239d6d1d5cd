using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;

namespace Fresnel.Clustering.Tests.Hosting;

public abstract record CounterCommand
{
    [WireName("counter.add")]
    public sealed record Add(int Amount) : CounterCommand;

    /// <summary>From now on it must run.</summary>
    [WireName("counter.enable")]
    public sealed record Enable : CounterCommand;

    /// <summary>Cannot be handled.</summary>
    [WireName("counter.explode")]
    public sealed record Explode : CounterCommand;
}

public abstract record CounterEvent
{
    [WireName("counter.added")]
    public sealed record Added(int Amount) : CounterEvent;

    [WireName("counter.enabled")]
    public sealed record Enabled : CounterEvent;
}

[WireName("counter.read")]
public sealed record ReadCounter;

[WireName("counter.value")]
public sealed record CounterValue(int Total, string Owner);

[WireName("counter.state")]
public sealed record CounterState(int Total, bool Enabled) : IEntityState<CounterState, CounterCommand, CounterEvent>
{
    public static CounterState Initial { get; } = new(0, false);

    public string? Status => Enabled ? "enabled" : "idle";

    public bool MustStay => Enabled;

    public Decision<CounterEvent> Decide(CounterCommand command, DateTimeOffset now) => command switch
    {
        CounterCommand.Add { Amount: < 0 } add => Decision.Refuse("negative", $"Amount is 0 or more, not {add.Amount}."),
        CounterCommand.Add add => Decision.Accept(new CounterEvent.Added(add.Amount)).Reply(new CounterValue(Total + add.Amount, "")),
        CounterCommand.Enable => Decision.Accept(new CounterEvent.Enabled()),
        CounterCommand.Explode => throw new InvalidOperationException("boom"),
        _ => throw new UnknownCommandException(command),
    };

    public CounterState Apply(CounterEvent @event) => @event switch
    {
        CounterEvent.Added added => this with { Total = Total + added.Amount },
        CounterEvent.Enabled => this with { Enabled = true },
        _ => throw new UnknownEventException(@event),
    };
}

public sealed class CounterActor(EntityEnvironment environment, TestNode node) : EventSourcedActor<CounterState, CounterCommand, CounterEvent>(environment)
{
    protected override ValueTask<object> AnswerAsync(object query) => query is ReadCounter
        ? ValueTask.FromResult<object>(new CounterValue(State.Total, node.Name))
        : throw new UnknownCommandException(query);

    protected override ValueTask OnLoadedAsync()
    {
        node.Started(Environment.Stream.Id);
        return default;
    }

    protected override ValueTask OnStoppedAsync()
    {
        node.Stopped(Environment.Stream.Id);
        return default;
    }
}
