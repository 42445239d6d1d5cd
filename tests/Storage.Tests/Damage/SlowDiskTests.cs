using System.Diagnostics;
using System.Globalization;
using Fresnel.Messages;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Tests.Support;
using Fresnel.Tests.Stores;

namespace Fresnel.Storage.Tests.Damage;

/// <summary>A disk whose every sync takes 300 ms, in a child process whose system calls are held up.</summary>
public sealed class SlowDiskTests : IDisposable
{
    private static readonly TimeSpan Sync = TimeSpan.FromMilliseconds(300);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [StraceFact]
    public async Task Write_OnASlowDisk_GroupsWhatWaitsAndHoldsNoMoreMemory()
    {
        const int writers = 64;
        const int each = 15;
        var path = folder["observations.db"];
        await SqliteObservationStore.Open(path).DisposeAsync();
        var start = Stopwatch.GetTimestamp();
        long grown;
        using (var child = Child.Slowed(Sync, "observe-many", path, $"{writers}", $"{each}"))
            grown = long.Parse((await child.ReadLineAsync())!, CultureInfo.InvariantCulture);

        // One sync at a time could not have done it: what waited was written together.
        var took = Stopwatch.GetElapsedTime(start);
        Assert.InRange(took, Sync * each / 2, Sync * writers * each / 4);
        Assert.True(grown < 32 << 20, $"The heap grew by {grown >> 20} MiB over {writers * each} writes.");
        await using var store = SqliteObservationStore.Open(path);
        for (var i = 0; i < writers; i++)
        {
            var query = new ObservationQuery(new EntityId("camera", $"door-{i}"), Sights.Noon, DateTimeOffset.MaxValue);
            Assert.Equal(Enumerable.Range(1, each).Select(number => (long)number), (await store.ReadAsync(query, default)).Select(seen => seen.Frame));
        }
    }
}
