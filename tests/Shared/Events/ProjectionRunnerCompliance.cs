using System.Text.Json;
using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Fresnel.Storage.Events;
using Fresnel.Storage.Projections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Tests.Events;

/// <summary>What a projection does over every source of events. A journal's tests inherit this and open it.</summary>
public abstract class ProjectionRunnerCompliance : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
    private readonly string folder = Directory.CreateTempSubdirectory("fresnel-projections-").FullName;
    private IWritableEvents journal = null!;
    private SqliteProjectionStore store = null!;

    public async Task InitializeAsync()
    {
        journal = await OpenAsync();
        store = SqliteProjectionStore.Open(Path.Combine(folder, "projections.db"));
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        await journal.DisposeAsync();
        limit.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Opens an empty journal; what it needs goes with it.</summary>
    protected abstract Task<IWritableEvents> OpenAsync();

    [Fact]
    public async Task Run_FoldsWhatIsThereAndWhatComes()
    {
        await CountAsync("a", 0, 1200);
        await RunAsync(new Sums(), async runner =>
        {
            await runner.CatchUpAsync(limit.Token);
            Assert.Equal(1200 * 1201 / 2, Sum("a"));

            await journal.LeaveGapAsync();
            await CountAsync("a", 1200, 1);
            await journal.LeaveGapAsync();
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
        await journal.RestoreAsync();

        var second = new Sums();
        await RunAsync(second, async runner => await runner.CatchUpAsync(limit.Token));

        Assert.Equal((6, 3), (Sum("a"), second.Applied));
    }

    [Fact]
    public async Task Run_OverAnUnknownEvent_FailsLoudly()
    {
        await CountAsync("a", 0, 1);
        await journal.AppendAsync(new EntityId("camera", "a"), Noon, null, new WireData("test.count-unknown", 1, "{}"u8.ToArray()));

        var runner = Runner(new Sums());
        await Assert.ThrowsAsync<UnknownWireNameException>(() => runner.RunAsync(limit.Token).WaitAsync(limit.Token));
    }

    private ProjectionRunner Runner(IProjection projection) => new(
        projection, journal.Source, new WireCodec(typeof(Counted).Assembly), store, TimeProvider.System, NullLogger<ProjectionRunner>.Instance);

    private async Task RunAsync(IProjection projection, Func<ProjectionRunner, Task> whileRunning)
    {
        using var stop = new CancellationTokenSource();
        var runner = Runner(projection);
        var running = runner.RunAsync(stop.Token);
        await whileRunning(runner);
        await stop.CancelAsync();
        await running;
    }

    private Task CountAsync(string name, long from, int events) =>
        journal.AppendAsync(new EntityId("camera", name), Noon, null, [.. Enumerable.Range(1, events).Select(i => Counted.Event(from + i))]);

    private long Sum(string id) => JsonSerializer.Deserialize<Total>(store.Find("sums", id)!.Json.Span, WireJson.Options)!.Value;

    public sealed record Total(long Value);

    private sealed class Sums(long factor = 1, int version = 1) : IProjection
    {
        public int Applied { get; private set; }

        public string Name => "sums";

        public int Version => version;

        public bool Reads(string type) => type.StartsWith("test.count", StringComparison.Ordinal);

        public void Apply(StoredEvent source, object message, IProjectionDocuments documents)
        {
            Applied++;
            var key = source.Entity.Name;
            var former = documents.Find<Total>(key)?.Value ?? 0;
            documents.Put(key, key, new Total(former + (factor * ((Counted)message).Number)));
        }
    }
}
