using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;

namespace Fresnel.Simulation.Load;

/// <summary>An entity as simple as can be that still shows a command lost, doubled or answered wrongly: a sum.</summary>
/// <param name="Sum">What was added so far.</param>
/// <param name="Enabled">Whether it must run.</param>
[WireName("tally.state")]
public sealed record TallyState(long Sum, bool Enabled) : IEntityState<TallyState, TallyCommands, TallyEvents>
{
    /// <inheritdoc />
    public static TallyState Initial { get; } = new(0, false);

    /// <inheritdoc />
    public string? Status => Enabled ? "enabled" : "disabled";

    /// <inheritdoc />
    public bool MustStay => Enabled;

    /// <inheritdoc />
    public Decision<TallyEvents> Decide(TallyCommands command, DateTimeOffset now) => command switch
    {
        TallyCommands.Add { Amount: < 0 } add => Decision.Refuse("negative", $"An amount is 0 or more, not {add.Amount}."),
        TallyCommands.Add add => Decision.Accept(new TallyEvents.Added(add.Number, add.Amount)).Reply(new TallyViews.Total(Sum + add.Amount)),
        TallyCommands.Enable when Enabled => Decision.Nothing("already enabled"),
        TallyCommands.Enable enable => Decision.Accept(new TallyEvents.Enabled(enable.Number)),
        TallyCommands.Disable when !Enabled => Decision.Nothing("already disabled"),
        TallyCommands.Disable disable => Decision.Accept(new TallyEvents.Disabled(disable.Number)),
        TallyCommands.Fail => throw new InvalidOperationException("It fails as asked."),
        _ => throw new UnknownCommandException(command),
    };

    /// <inheritdoc />
    public TallyState Apply(TallyEvents @event) => @event switch
    {
        TallyEvents.Added added => this with { Sum = Sum + added.Amount },
        TallyEvents.Enabled => this with { Enabled = true },
        TallyEvents.Disabled => this with { Enabled = false },
        _ => throw new UnknownEventException(@event),
    };
}
