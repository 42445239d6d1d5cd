using Fresnel.Engine.Counting;
using Fresnel.Entities.Decisions;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Tests.Counting;

public sealed class CounterStateTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Add_Always_AddsToTotalAndCount()
    {
        var state = Apply(CounterState.Initial, new CounterCommands.Add(3), new CounterCommands.Add(-1));

        Assert.Equal(new CounterView(2, 2, "", false), state.View);
    }

    [Fact]
    public void AddAtMost_OfTheMost_IsAccepted() =>
        Assert.Equal(100, Apply(CounterState.Initial, new CounterCommands.AddAtMost(100)).Total);

    [Fact]
    public void AddAtMost_OfMore_IsRefusedWithoutEvents()
    {
        Decision<CounterEvent> decision = CounterState.Initial.Decide(new CounterCommands.AddAtMost(101), Now);

        Assert.Equal((CounterState.TooLarge, true, 0), (decision.Code, decision.Refused, decision.Events.Count));
    }

    [Fact]
    public void SetLabel_ToTheSame_ChangesNothing()
    {
        var state = Apply(CounterState.Initial, new CounterCommands.SetLabel("a"));
        Decision<CounterEvent> decision = state.Decide(new CounterCommands.SetLabel("a"), Now);

        Assert.Equal((AnswerCodes.Unchanged, false, 0), (decision.Code, decision.Refused, decision.Events.Count));
    }

    [Fact]
    public void EnableAndDisable_ChangeWhetherItMustRun()
    {
        var enabled = Apply(CounterState.Initial, new CounterCommands.Enable());
        var disabled = Apply(enabled, new CounterCommands.Disable());

        Assert.Equal((true, CounterState.EnabledStatus), (enabled.MustRun, enabled.Status));
        Assert.Equal((false, CounterState.DisabledStatus), (disabled.MustRun, disabled.Status));
        Assert.Equal(AnswerCodes.Unchanged, ((Decision<CounterEvent>)disabled.Decide(new CounterCommands.Disable(), Now)).Code);
    }

    [Fact]
    public void Codec_KnowsEveryMessageOfTheCounter()
    {
        var names = CounterCodec.Instance.Types.Select(type => type.Manifest).Where(
            name => name.StartsWith("counter.", StringComparison.Ordinal));

        Assert.Equal(
            [
                "counter.add/1", "counter.add-at-most/1", "counter.added/1", "counter.disable/1", "counter.disabled/1", "counter.enable/1",
                "counter.enabled/1", "counter.labelled/1", "counter.set-label/1", "counter.state/1", "counter.view/1",
            ],
            names);
    }

    [Fact]
    public void State_WrittenAndRead_IsEqual()
    {
        var state = Apply(
            CounterState.Initial, new CounterCommands.Add(3), new CounterCommands.SetLabel("a"), new CounterCommands.Enable());
        var data = CounterCodec.Instance.Encode(state);

        Assert.Equal("""{"total":3,"count":1,"label":"a","enabled":true}""", System.Text.Encoding.UTF8.GetString(data.Json.Span));
        Assert.Equal(state, CounterCodec.Instance.Decode(data));
    }

    private static CounterState Apply(CounterState state, params CounterCommand[] commands)
    {
        foreach (var command in commands)
        {
            Decision<CounterEvent> decision = state.Decide(command, Now);
            state = decision.Events.Aggregate(state, (next, happened) => next.Apply(happened));
        }

        return state;
    }
}
