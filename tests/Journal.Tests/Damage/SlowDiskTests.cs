using System.Diagnostics;
using System.Globalization;
using Fresnel.Journal.Sqlite;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Tests.Stores;

namespace Fresnel.Journal.Tests.Damage;

/// <summary>A disk whose every sync takes 300 ms, in a child process whose system calls are held up.</summary>
public sealed class SlowDiskTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [StraceFact]
    public async Task Append_OnASlowDisk_GroupsMoreKeepsTheOrderAndHoldsNoMoreMemory()
    {
        const int streams = 64;
        const int each = 15;
        var path = folder["journal.db"];
        await SqliteJournal.Open(path).DisposeAsync();
        var start = Stopwatch.GetTimestamp();
        long commits;
        long grown;
        using (var child = Child.Slowed(TimeSpan.FromMilliseconds(300), "append-many", path, $"{streams}", $"{each}"))
        {
            var words = (await ReportAsync(child, streams * each)).Split(' ');
            (commits, grown) = (long.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture));
        }

        // One sync at a time could not have done it: what waited was written together.
        Assert.InRange(commits, each, streams * each / 4);
        Assert.True(Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(300 * each / 2), "The disk was not slow: the test shows nothing.");
        Assert.True(grown < 32 << 20, $"The heap grew by {grown >> 20} MiB over {streams * each} appends.");
        await using var journal = SqliteJournal.Open(path);
        for (var i = 0; i < streams; i++)
        {
            var seqs = new List<long>();
            await foreach (var stored in journal.ReadStreamAsync(new StreamKey("camera", $"door-{i}"), 0, default)) seqs.Add(stored.Seq);
            Assert.Equal(Enumerable.Range(1, each).Select(seq => (long)seq), seqs);
        }
    }

    private static async Task<string> ReportAsync(Child child, int appends)
    {
        try
        {
            return (await child.ReadLineAsync())!;
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{appends} appends took longer than two minutes: what waited was not written together.");
            throw;
        }
    }
}
