using Fresnel.Engine.Counting;
using Fresnel.Engine.Protocol;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Tests.Protocol;

/// <summary>The socket between driver and host process, both ends.</summary>
public sealed class HostSocketTests : IAsyncLifetime
{
    private static readonly EntityId C7 = new(CounterState.Kind, "c7");

    private readonly string folder = Directory.CreateTempSubdirectory("fe-").FullName;
    private readonly StandInGate gate = new();
    private HostListener listener = null!;
    private HostConnection connection = null!;

    private string Path => System.IO.Path.Combine(folder, "n1.sock");

    public async Task InitializeAsync()
    {
        listener = HostListener.Start(Path, new HostDesk(gate));
        connection = await HostConnection.OpenAsync(Path, default);
    }

    public async Task DisposeAsync()
    {
        await connection.DisposeAsync();
        await listener.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Command_Sent_ArrivesWholeAndIsAnswered()
    {
        var response = await SendAsync("c7-15", new CounterCommands.Add(4), 1500);

        Assert.Equal((C7, "c7-15", new CounterCommands.Add(4), TimeSpan.FromSeconds(1.5)), gate.Commands.Single());
        Assert.Equal(new EntityAnswer(C7, "c7-15", AnswerStatus.Accepted, AnswerCodes.Done, Version: 5, Activation: 2,
            View: new CounterView(1, 1, "", true), Node: "127.0.0.1:1"), response.Answer);
    }

    [Fact]
    public async Task Commands_ManyAtATime_AreAnsweredInAnyOrder()
    {
        var slow = SendAsync("slow", new CounterCommands.Enable());
        var fast = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => SendAsync($"fast-{i}", new CounterCommands.Add(i))));

        Assert.False(slow.IsCompleted);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"fast-{i}"), fast.Select(response => response.Answer!.CorrelationId));
        gate.Let.SetResult();
        Assert.Equal("slow", (await slow).Answer!.CorrelationId);
    }

    [Fact]
    public async Task Command_InFlightWhenTheProcessEnds_IsTold()
    {
        var waiting = SendAsync("slow", new CounterCommands.Enable());
        await listener.DisposeAsync();

        await Assert.ThrowsAsync<HostGoneException>(() => waiting);
        await Assert.ThrowsAsync<HostGoneException>(() => SendAsync("late", new CounterCommands.Add(1)));
    }

    [Fact]
    public async Task Command_ThatThrows_IsAnsweredWithTheFault()
    {
        var response = await SendAsync("x", new CounterCommands.Disable());

        Assert.Null(response.Answer);
        Assert.Equal("InvalidOperationException: not today", response.Error);
        Assert.NotNull((await SendAsync("y", new CounterCommands.Add(1))).Answer);
    }

    [Fact]
    public async Task Requests_OfEachKind_AreAnswered()
    {
        Assert.Equal(gate.Identity, (await AskAsync(HostOperation.Hello)).Identity);
        Assert.Equal("Up", (await AskAsync(HostOperation.Members)).Cluster!.Members.Single().Status);
        Assert.True((await AskAsync(HostOperation.Standing)).Standing!.Good);
        Assert.True((await AskAsync(HostOperation.Process)).Process is { ResidentBytes: > 0, ManagedBytes: > 0, Threads: > 0 });
        Assert.Equal("counter/c1", (await AskAsync(HostOperation.List)).Entities!.Single().Entity.ToString());
        Assert.Equal(new CounterView(9, 3, "x", false), (
            await connection.AskAsync(new HostRequest("", HostOperation.Query, C7), default)).Answer!.View);
        Assert.Equal(3, (await connection.AskAsync(new HostRequest("", HostOperation.Events, Limit: 7), default)).EventsRead);
        Assert.NotNull((await AskAsync(HostOperation.Send)).Error);
        await AskAsync(HostOperation.Leave);
        Assert.True(gate.Left);
    }

    private Task<HostResponse> AskAsync(HostOperation op) => connection.AskAsync(new HostRequest("", op), default);

    private Task<HostResponse> SendAsync(string id, CounterCommand command, int deadlineMs = 10_000) =>
        connection.AskAsync(new HostRequest("", HostOperation.Send, C7, id, command, deadlineMs), default);
}
