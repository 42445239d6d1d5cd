using System.Diagnostics;
using System.Globalization;
using Fresnel.Journal.Postgres;
using Fresnel.Journal.Tests.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Tests.Servers;
using Fresnel.Tests.Stores;
using Xunit.Abstractions;

namespace Fresnel.Journal.Tests.Postgres;

/// <summary>An owner that is frozen where it holds a lock that no limit of the server ends.</summary>
[Collection(PostgresTests.Name)]
public sealed class FrozenOwnerTests(PostgresServer server, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly StreamKey Front = new("camera", "front-door");

    // The message that ends a transaction of one statement: 'S', and its length.
    private static readonly byte[] Sync = [(byte)'S', 0, 0, 0, 4];

    private string address = null!;

    public async Task InitializeAsync() => address = await server.CreateDatabaseAsync();

    public Task DisposeAsync() => server.DropDatabaseAsync(address);

    [Fact]
    public async Task Claim_WhileTheOwnerIsFrozenBetweenExecuteAndSync_EndsItAndFencesIt()
    {
        await using var link = CuttableLink.To(new Uri(address).Port);
        using var owner = new Child("append-to-postgres", new UriBuilder(address) { Port = link.Port }.Uri.OriginalString);
        for (var i = 0; i < 5; i++) Assert.NotNull(await owner.ReadLineAsync());
        await link.Hold(Sync).WaitAsync(TimeSpan.FromMinutes(1));
        owner.Freeze();
        await Wait.UntilAsync(async () => (bool)(await PostgresServer.ExecuteAsync(new Uri(address), "SELECT EXISTS(SELECT 1 FROM pg_locks WHERE relation = 'event'::regclass AND mode = 'RowExclusiveLock')"))!);

        await using var database = await PostgresTests.OpenAsync(address);
        await using var journal = await PostgresJournal.OpenAsync(database, null, TimeProvider.System, default);
        var baton = (await journal.ReadShardsAsync(default))[0].Baton;
        var watch = Stopwatch.StartNew();
        var epoch = await journal.ClaimAsync(0, baton, "other", default);
        output.WriteLine($"claimed after {watch.Elapsed.TotalSeconds:0.000} s");

        Assert.Equal(2, epoch);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "The claim waited for the frozen owner.");
        var head = (await journal.FindHeadAsync(Front, default))!.Seq;
        Assert.Equal(new AppendOutcome.Accepted(head + 1), await journal.AppendAsync(Appends.To(Front, epoch!.Value, head), default));
        owner.Thaw();
        var lines = new List<string>();
        for (string? line; (line = await owner.ReadLineAsync()) is not null;) lines.Add(line);
        Assert.Equal(new AppendOutcome.Fenced(2).ToString(), lines[^1]);
        Assert.All(lines[..^1], line => Assert.True(long.Parse(line, CultureInfo.InvariantCulture) <= head));
        var epochs = (await journal.ReadStreamPageAsync(Front, null, 10_000, ReadOrder.OldestFirst, default)).Select(e => e.Epoch).ToArray();
        Assert.Equal(epochs.Order(), epochs);
        Assert.Equal(head + 1, epochs.Length);
    }
}
