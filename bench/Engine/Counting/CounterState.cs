using System.Text.Json.Serialization;
using Fresnel.Entities.Decisions;
using Fresnel.Messages;

namespace Fresnel.Engine.Counting;

/// <summary>The state of a counter: the entity that the engine is tried and measured with.</summary>
/// <param name="Total">The sum of all that was added.</param>
/// <param name="Count">How often something was added.</param>
/// <param name="Label">The label; empty before the first one.</param>
/// <param name="Enabled">Whether the counter must run.</param>
[WireName("counter.state")]
public sealed record CounterState(long Total, long Count, string Label, bool Enabled)
    : IEntityState<CounterState, CounterCommand, CounterEvent>
{
    /// <summary>The kind of entity: <c>counter/c7</c>.</summary>
    public const string Kind = "counter";

    /// <summary>The most that <see cref="CounterCommands.AddAtMost"/> adds.</summary>
    public const long MostAtOnce = 100;

    /// <summary>The code of a refused <see cref="CounterCommands.AddAtMost"/>.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The status of a counter that must run.</summary>
    public const string EnabledStatus = "enabled";

    /// <summary>The status of a counter that need not run.</summary>
    public const string DisabledStatus = "disabled";

    /// <inheritdoc />
    public static CounterState Initial { get; } = new(0, 0, "", false);

    /// <inheritdoc />
    [JsonIgnore]
    public string? Status => Enabled ? EnabledStatus : DisabledStatus;

    /// <inheritdoc />
    [JsonIgnore]
    public bool MustRun => Enabled;

    /// <inheritdoc />
    [JsonIgnore]
    public object View => new CounterView(Total, Count, Label, Enabled);

    /// <inheritdoc />
    public Decision<CounterEvent> Decide(CounterCommand command, DateTimeOffset now) => command switch
    {
        CounterCommands.Add add => Decision.Accept(new CounterEvents.Added(add.N)),
        CounterCommands.AddAtMost { N: > MostAtOnce } add => Decision.Refuse(TooLarge, $"{add.N} is more than {MostAtOnce}"),
        CounterCommands.AddAtMost add => Decision.Accept(new CounterEvents.Added(add.N)),
        CounterCommands.SetLabel set when set.Label == Label => Decision.Nothing("has this label already"),
        CounterCommands.SetLabel set => Decision.Accept(new CounterEvents.Labelled(set.Label)),
        CounterCommands.Enable when Enabled => Decision.Nothing("already enabled"),
        CounterCommands.Enable => Decision.Accept(new CounterEvents.Enabled()),
        CounterCommands.Disable when !Enabled => Decision.Nothing("already disabled"),
        CounterCommands.Disable => Decision.Accept(new CounterEvents.Disabled()),
        _ => throw new UnknownCommandException(command),
    };

    /// <inheritdoc />
    public CounterState Apply(CounterEvent @event) => @event switch
    {
        CounterEvents.Added added => this with { Total = Total + added.N, Count = Count + 1 },
        CounterEvents.Labelled labelled => this with { Label = labelled.Label },
        CounterEvents.Enabled => this with { Enabled = true },
        CounterEvents.Disabled => this with { Enabled = false },
        _ => throw new UnknownEventException(@event),
    };
}
