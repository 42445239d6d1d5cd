using System.Text.Json;
using Fresnel.Journal.Codec;
using Fresnel.Journal.Events;
using Fresnel.Journal.Projections;
using Fresnel.Journal.Tests.Events;
using Fresnel.Journal.Tests.Support;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Journal.Tests.Projections;

/// <summary>What a projection does over every journal. A journal's tests inherit this and open it.</summary>
public abstract class ProjectionRunnerCompliance : IAsyncLifetime
{
    private readonly CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
    private IJournal journal = null!;
    private SqliteProjectionStore store = null!;
    private long epoch;

    protected TempFolder Folder { get; } = new();

    public async Task InitializeAsync()
    {
        journal = await OpenAsync();
        store = SqliteProjectionStore.Open(Folder["projections.db"]);
        epoch = (await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "test", default))!.Value;
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        await journal.DisposeAsync();
        await DeleteAsync();
        limit.Dispose();
        Folder.Dispose();
    }

    /// <summary>Opens an empty journal.</summary>
    protected abstract Task<IJournal> OpenAsync();

    /// <summary>Makes it another history, as a restore does.</summary>
    protected abstract Task RestoreAsync();

    /// <summary>Leaves a gap behind its last event, as a transaction does that is rolled back; nothing where there are none.</summary>
    protected virtual Task LeaveGapAsync() => Task.CompletedTask;

    /// <summary>Deletes what is not in the folder.</summary>
    protected virtual Task DeleteAsync() => Task.CompletedTask;

    [Fact]
    public async Task Run_FoldsWhatIsThereAndWhatComes()
    {
        await CountAsync("a", 0, 1200);
        await RunAsync(new Sums(), async runner =>
        {
            await runner.CatchUpAsync(limit.Token);
            Assert.Equal(1200 * 1201 / 2, Sum("a"));

            await LeaveGapAsync();
            await CountAsync("a", 1200, 1);
            await LeaveGapAsync();
            await CountAsync("b", 0, 2);
            await runner.CatchUpAsync(limit.Token);
        });

        Assert.Equal((1201 * 1202 / 2, 3), (Sum("a"), Sum("b")));
    }

    [Fact]
    public async Task Run_Again_GoesOnWhereItWas()
    {
        await CountAsync("a", 0, 10);
        await RunAsync(new Sums(), async runner => await runner.CatchUpAsync(limit.Token));
        await CountAsync("a", 10, 1);
        var second = new Sums();
        await RunAsync(second, async runner => await runner.CatchUpAsync(limit.Token));

        Assert.Equal(66, Sum("a"));
        Assert.Equal(1, second.Applied);
    }

    [Fact]
    public async Task Run_AHigherVersion_BuildsAnew()
    {
        await CountAsync("a", 0, 3);
        await RunAsync(new Sums(), async runner => await runner.CatchUpAsync(limit.Token));

        await RunAsync(new Sums(factor: 10, version: 2), async runner => await runner.CatchUpAsync(limit.Token));

        Assert.Equal(60, Sum("a"));
    }

    [Fact]
    public async Task Run_OverARestoredJournal_BuildsAnew()
    {
        await CountAsync("a", 0, 3);
        await RunAsync(new Sums(), async runner => await runner.CatchUpAsync(limit.Token));
        await RestoreAsync();

        var second = new Sums();
        await RunAsync(second, async runner => await runner.CatchUpAsync(limit.Token));

        Assert.Equal((6, 3), (Sum("a"), second.Applied));
    }

    [Fact]
    public async Task Run_OverAnUnknownEvent_FailsLoudly()
    {
        await CountAsync("a", 0, 1);
        await journal.AppendAsync(Appends.To(new StreamKey("counter", "a"), epoch, 1) with { Events = [Appends.Message("test.count-unknown", "{}")] }, default);

        var runner = Runner(new Sums());
        await Assert.ThrowsAsync<UnknownMessageException>(() => runner.RunAsync(limit.Token).WaitAsync(limit.Token));
    }

    private ProjectionRunner Runner(IProjection projection) =>
        new(projection, journal, new WireCodec(typeof(ProjectionRunnerCompliance).Assembly), store, TimeProvider.System, NullLogger<ProjectionRunner>.Instance);

    private async Task RunAsync(IProjection projection, Func<ProjectionRunner, Task> whileRunning)
    {
        using var stop = new CancellationTokenSource();
        var runner = Runner(projection);
        var running = runner.RunAsync(stop.Token);
        await whileRunning(runner);
        await stop.CancelAsync();
        await running;
    }

    private async Task CountAsync(string id, long from, int events) =>
        Assert.Equal(new AppendOutcome.Accepted(from + events), await journal.AppendAsync(Appends.To(new StreamKey("counter", id), epoch, from, events), default));

    private long Sum(string id) => JsonSerializer.Deserialize<Total>(store.Find("sums", id)!.Json.Span, WireJson.Options)!.Value;

    [WireName("test.counted")]
    public sealed record Counted(long Number);

    public sealed record Total(long Value);

    private sealed class Sums(long factor = 1, int version = 1) : IProjection
    {
        public int Applied { get; private set; }

        public string Name => "sums";

        public int Version => version;

        public bool Reads(string type) => type.StartsWith("test.count", StringComparison.Ordinal);

        public void Apply(JournalEvent source, object message, IProjectionDocuments documents)
        {
            Applied++;
            var key = source.Event.Stream.Id;
            var former = documents.Find<Total>(key)?.Value ?? 0;
            documents.Put(key, key, new Total(former + (factor * ((Counted)message).Number)));
        }
    }
}
