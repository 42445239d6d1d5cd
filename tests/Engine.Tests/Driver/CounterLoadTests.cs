using Fresnel.Engine.Driver;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Protocol;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Tests.Driver;

public sealed class CounterLoadTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly LoadPlan One = new() { Entities = 1, Pause = TimeSpan.FromMilliseconds(1), Hedge = TimeSpan.FromMilliseconds(
        50) };

    private readonly Ledger ledger = new();
    private long version;

    [Fact]
    public async Task Load_OfTwoGateways_SendsToBothOneCommandAtATime()
    {
        var inFlight = 0;
        var most = 0;
        async Task<HostResponse> Serve(HostRequest request)
        {
            most = Math.Max(most, Interlocked.Increment(ref inFlight));
            await Task.Yield();
            Interlocked.Decrement(ref inFlight);
            return Accept(request);
        }

        var gateways = new[] { new StandInGateway("a", Serve), new StandInGateway("b", Serve) };
        await RunAsync(gateways, () => ledger.Finals >= 20);

        Assert.Equal(1, most);
        Assert.All(gateways, gateway => Assert.NotEmpty(gateway.Requests));
        Assert.Equal(ledger.Commands.Select(command => command.CommandId), ledger.Commands.Select((_, i) => $"c0-{i + 1}"));
        Assert.Equal(ledger.Commands.Count, ledger.Finals);
    }

    [Fact]
    public async Task Load_WhenAConnectionBreaks_SendsTheSameCommandToAnother()
    {
        var gateways = new[]
        {
            new StandInGateway("broken", _ => Task.FromException<HostResponse>(new HostGoneException("a"))),
            new StandInGateway("sound", request => Task.FromResult(Accept(request))),
        };
        await RunAsync(gateways, () => ledger.Finals >= 3 && gateways[0].Requests.Count > 0);

        var broken = gateways[0].Requests[0];
        Assert.Contains(gateways[1].Requests, request => request.CommandId == broken.CommandId && Equals(request.Command, broken.Command));
        Assert.All(ledger.Attempts.Where(attempt => attempt.Gateway == "broken"), attempt => Assert.Null(attempt.Answer));
    }

    [Fact]
    public async Task Load_WhenAGatewayIsSilent_AsksAnotherAndKeepsTheLateAnswer()
    {
        var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task<HostResponse> Frozen(HostRequest request)
        {
            await woken.Task;
            return Accept(request, repeated: true);
        }

        var gateways = new[] { new StandInGateway("frozen", Frozen), new StandInGateway(
            "sound", request => Task.FromResult(Accept(request))) };
        await RunAsync(gateways, () => ledger.Finals >= 3 && gateways[0].Requests.Count > 0, woken.SetResult);

        var late = gateways[0].Requests[0];
        var answers = ledger.Attempts.Where(attempt => attempt.Command.CommandId == late.CommandId).ToArray();
        Assert.Equal(["frozen", "sound"], answers.Select(attempt => attempt.Gateway).Order());
        Assert.All(answers, attempt => Assert.True(attempt.IsFinal));
        Assert.False(answers.Single(attempt => attempt.Gateway == "frozen").IsNew);
    }

    [Fact]
    public async Task Load_AnsweredUnavailable_RepeatsUnderTheSameId()
    {
        var first = true;
        Task<HostResponse> Serve(HostRequest request)
        {
            if (!first) return Task.FromResult(Accept(request));
            first = false;
            return Task.FromResult(new HostResponse(request.Id, new EntityAnswer(
                request.Entity!.Value, request.CommandId!, AnswerStatus.Unavailable, AnswerCodes.StoreUnavailable)));
        }

        var gateway = new StandInGateway("a", Serve);
        await RunAsync([gateway], () => ledger.Finals >= 1);

        Assert.Equal(["c0-1", "c0-1"], gateway.Requests.Take(2).Select(request => request.CommandId));
        Assert.Equal([1, 2], ledger.Attempts.Take(2).Select(attempt => attempt.Number));
    }

    [Fact]
    public async Task Load_WithNobodyConnected_WaitsForSomebody()
    {
        var gateway = new StandInGateway("a", request => Task.FromResult(Accept(request))) { IsConnected = false };
        await using var load = Start([gateway]);
        await Wait.UntilAsync(() => ledger.Commands.Count == 1, "a command is begun");
        Assert.Empty(gateway.Requests);
        gateway.IsConnected = true;

        await Wait.UntilAsync(() => ledger.Finals > 0, "it is answered");
        await load.StopAsync(Limit);
    }

    [Fact]
    public void Mix_OfManyCommands_IsAThirdWithoutEffect()
    {
        var mix = new CommandMix(7);
        var state = Fresnel.Engine.Counting.CounterState.Initial;
        var without = 0;
        for (var i = 0; i < 6000; i++)
        {
            Fresnel.Entities.Decisions.Decision<Fresnel.Engine.Counting.CounterEvent> decision = state.Decide(mix.Next(), default);
            if (decision.Events.Count == 0) without++;
            foreach (var happened in decision.Events) state = state.Apply(happened);
        }

        Assert.InRange(without, 1900, 2100);
    }

    private HostResponse Accept(HostRequest request, bool repeated = false) => new(
        request.Id, new EntityAnswer(request.Entity!.Value, request.CommandId!, AnswerStatus.Accepted, AnswerCodes.Done,
            Version: Interlocked.Increment(ref version), Activation: 1, Repeated: repeated));

    private CounterLoad Start(IReadOnlyList<IGateway> gateways) =>
        CounterLoad.Start(One, new GatewayChoice(() => gateways), ledger, new RunClock(TimeProvider.System));

    private async Task RunAsync(IReadOnlyList<IGateway> gateways, Func<bool> until, Action? atEnd = null)
    {
        await using var load = Start(gateways);
        await Wait.UntilAsync(until, "the load has done enough");
        atEnd?.Invoke();
        await load.StopAsync(Limit);
    }
}
