using System.Collections.Concurrent;
using Fresnel.Engine.Driver;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Machine;
using Fresnel.Engine.Driver.Network;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Tests.Driver;

/// <summary>The supervision of a host process, with a shell in its place.</summary>
public sealed class HostSeatTests : IAsyncLifetime, IDisposable
{
    private readonly RunFolder folder = new();
    private readonly ConcurrentQueue<HostExit> exits = new();
    private HostSeat? seat;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (seat is not null) await seat.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Process_ThatEndsWithTheRestartCode_IsStartedAgain()
    {
        // The first process asks to be started again; the second stays.
        var mark = folder.File("mark");
        await StartAsync($"if [ -e {mark} ]; then sleep 60; else touch {mark}; exit 8; fi");

        await Wait.UntilAsync(() => exits.Count == 1 && seat!.ProcessId is not null, "the process is started again");
        Assert.Equal((8, false), exits.Select(exit => (exit.Code, exit.Wanted)).Single());
    }

    [Fact]
    public async Task Process_ThatEndsOtherwise_StaysDown()
    {
        await StartAsync("exit 7");

        await Wait.UntilAsync(() => exits.Count == 1, "the process ends");
        await seat!.WaitEndAsync();
        Assert.Equal(7, exits.Single().Code);
        Assert.Null(seat.ProcessId);
    }

    [Fact]
    public async Task Process_Killed_StaysDownUntilItIsStarted()
    {
        await StartAsync("exec sleep 60");
        var first = seat!.ProcessId;

        await seat.KillAsync();
        Assert.Equal((137, true), exits.Select(exit => (exit.Code, exit.Wanted)).Single());
        Assert.Null(seat.ProcessId);
        await seat.StartAsync();
        Assert.NotNull(seat.ProcessId);
        Assert.NotEqual(first, seat.ProcessId);
    }

    [Fact]
    public async Task Process_Frozen_CanBeKilled()
    {
        await StartAsync("exec sleep 60");
        seat!.Signal(Signals.Stop);

        await seat.KillAsync();

        Assert.Null(seat.ProcessId);
    }

    private async Task StartAsync(string script)
    {
        var place = new NetworkPlace("127.0.0.1", 1, []);
        var start = new HostStart("n1", HostRole.Node, place, new HostProgram(["/bin/sh", "-c", script]), folder.File(
            "n1.sock"), folder.File("n1.log"), null, folder.Path, []);
        seat = new HostSeat(start, new RunClock(TimeProvider.System), exits);
        await seat.StartAsync();
    }
}
