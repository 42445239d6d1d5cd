using System.Diagnostics;
using Fresnel.Journal.Postgres;
using Fresnel.Journal.Tests.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.LocalCluster.Postgres;
using Fresnel.Storage;
using Fresnel.Tests.Servers;
using Fresnel.Tests.Stores;
using Xunit.Abstractions;

namespace Fresnel.Journal.Tests.Postgres;

/// <summary>A server that goes away and comes back, or of which nothing is heard any more. Not shared with other tests.</summary>
public sealed class PostgresOutageTests(PostgresServer server, ITestOutputHelper output) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private string address = null!;

    public async Task InitializeAsync()
    {
        if (server.Server.ProcessId is null) await server.Server.StartAsync(default);
        address = await server.CreateDatabaseAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("kill -9")]
    [InlineData("immediate")]
    [InlineData("fast")]
    public async Task Append_WhileTheServerEndsAndStartsAgain_IsWrittenOnce(string how)
    {
        const int Writers = 16;
        await using var database = await PostgresTests.OpenAsync(address);
        await using var journal = await PostgresJournal.OpenAsync(database, 8, TimeProvider.System, default);
        var epoch = (await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "test", default))!.Value;
        using var enough = new CancellationTokenSource();
        var refused = 0;
        var acknowledged = new long[Writers];
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var stream = new StreamKey("camera", $"c{writer}");
            for (long seq = 0; !enough.IsCancellationRequested; seq++)
            {
                var append = Appends.To(stream, epoch, seq);
                if (writer % 2 == 0) append = append.For($"command-{seq}");
                while (true)
                {
                    try
                    {
                        Assert.Equal(new AppendOutcome.Accepted(seq + 1), await journal.AppendAsync(append, default));
                        break;
                    }
                    catch (StoreUnavailableException)
                    {
                        Interlocked.Increment(ref refused);
                        await Task.Delay(20);
                    }
                }

                Interlocked.Increment(ref acknowledged[writer]);
            }
        })));
        for (var round = 1; round <= 2; round++)
        {
            var before = acknowledged.Sum();
            await Wait.UntilAsync(() => Task.FromResult(acknowledged.Sum() > before + 500));
            if (how == "kill -9") await server.Server.KillAsync(default);
            else await server.Server.StopAsync(how == "fast" ? PostgresStop.Fast : PostgresStop.Immediate, default);
            var then = refused;
            await Wait.UntilAsync(() => Task.FromResult(refused > then));
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await journal.ReadShardsAsync(default));
            await server.Server.StartAsync(default);
            var watch = Stopwatch.StartNew();
            await journal.ReadShardsAsync(default);
            output.WriteLine($"read {watch.Elapsed.TotalMilliseconds:0} ms after it was back");
        }

        var last = acknowledged.Sum();
        await Wait.UntilAsync(() => Task.FromResult(acknowledged.Sum() > last + 500));
        await enough.CancelAsync();
        await writing;
        for (var writer = 0; writer < Writers; writer++)
        {
            var stream = new StreamKey("camera", $"c{writer}");
            var count = 0L;
            await foreach (var stored in journal.ReadStreamAsync(stream, 0, default)) Assert.Equal(++count, stored.Seq);
            Assert.Equal(acknowledged[writer], count);
            if (writer % 2 == 0) Assert.NotNull(await journal.FindReplyAsync(stream, $"command-{count - 1}", default));
        }
    }

    [Fact]
    public async Task EveryCall_WherePacketsVanish_EndsAndSaysSo()
    {
        await using var link = CuttableLink.To(new Uri(address).Port);
        await using var database = await PostgresTests.OpenAsync(new UriBuilder(address) { Port = link.Port }.Uri.OriginalString);
        await using var journal = await PostgresJournal.OpenAsync(database, 8, TimeProvider.System, default);
        var epoch = (await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "test", default))!.Value;
        var stream = new StreamKey("camera", "c");
        await journal.AppendAsync(Appends.To(stream, epoch, 0), default);
        link.Cut();

        var watch = Stopwatch.StartNew();
        Func<Task>[] calls =
        [
            async () => await journal.AppendAsync(Appends.To(stream, epoch, 1), default),
            async () => await journal.ReadShardsAsync(default),
            async () => await journal.ClaimAsync(0, 1, "test", default),
            async () => await journal.FindEndAsync(default),
            async () => await journal.TakeLeaseAsync("lighthouse", "a", TimeSpan.FromSeconds(5), default),
        ];
        await Task.WhenAll(calls.Select(async call =>
        {
            var silent = await Assert.ThrowsAsync<StoreUnavailableException>(call);
            output.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s: {silent.Message}");
        })).WaitAsync(TimeSpan.FromMinutes(1));

        watch.Restart();
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await journal.AppendAsync(Appends.To(stream, epoch, 1), default)).WaitAsync(TimeSpan.FromMinutes(1));
        output.WriteLine($"the next append: {watch.Elapsed.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task EveryCall_WhileTheServerIsFrozen_EndsAndWorksAgainAfterwards()
    {
        await using var database = await PostgresTests.OpenAsync(address);
        await using var journal = await PostgresJournal.OpenAsync(database, 8, TimeProvider.System, default);
        var epoch = (await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "test", default))!.Value;
        var stream = new StreamKey("camera", "c");
        var append = Appends.To(stream, epoch, 0);
        server.Server.Freeze();
        try
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await journal.AppendAsync(append, default)).WaitAsync(TimeSpan.FromMinutes(1));
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await journal.ReadShardsAsync(default)).WaitAsync(TimeSpan.FromMinutes(1));
        }
        finally
        {
            server.Server.Thaw();
        }

        Assert.Equal(new AppendOutcome.Accepted(1), await journal.AppendAsync(append, default));
        Assert.Equal(1, (await journal.FindHeadAsync(stream, default))!.Seq);
    }
}
