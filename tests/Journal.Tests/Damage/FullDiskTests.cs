using System.Diagnostics;
using System.Globalization;
using Fresnel.Journal.Sqlite;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Tests.Stores;

namespace Fresnel.Journal.Tests.Damage;

/// <summary>
/// A disk that takes no more, for any user: the operating system limits the size of the files of a child process, and
/// lifts the limit later.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Append_WhereTheDiskTakesNoMore_AcknowledgesNothingThatIsNotThereAndGoesOnWhenItDoes()
    {
        var path = folder["journal.db"];
        await SqliteJournal.Open(path).DisposeAsync();
        var acknowledged = 0L;
        var refused = 0;
        using (var child = Child.Limitable("append-on", path))
        {
            string? reason = null;
            while (acknowledged < 10) acknowledged = long.Parse((await child.ReadLineAsync())!, CultureInfo.InvariantCulture);
            await LimitAsync(child.Id, $"{2 << 20}:");
            while (refused < 20)
            {
                var line = (await child.ReadLineAsync())!;
                if (line.StartsWith("refused ", StringComparison.Ordinal)) (refused, reason) = (refused + 1, line);
                else acknowledged = long.Parse(line, CultureInfo.InvariantCulture);
            }

            Assert.Contains("StoreUnavailableException", reason, StringComparison.Ordinal);
            Assert.Contains("journal.db", reason, StringComparison.Ordinal);
            await LimitAsync(child.Id, "unlimited:");
            for (var before = acknowledged; acknowledged < before + 50;)
            {
                var line = (await child.ReadLineAsync())!;
                if (long.TryParse(line, CultureInfo.InvariantCulture, out var seq)) acknowledged = seq;
            }

            foreach (var line in await child.KillAsync())
            {
                // The last line may have been cut by the kill.
                if (long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var seq)) acknowledged = Math.Max(acknowledged, seq);
            }
        }

        await using var journal = SqliteJournal.Open(path);
        var stream = new StreamKey("camera", "front-door");
        var events = new List<StoredEvent>();
        await foreach (var stored in journal.ReadStreamAsync(stream, 0, default)) events.Add(stored);
        Assert.InRange(events.Count, acknowledged, acknowledged + 1);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long)seq), events.Select(stored => stored.Seq));
        for (var seq = 1; seq <= acknowledged; seq++) Assert.NotNull(await journal.FindReplyAsync(stream, $"c-{seq}", default));
    }

    private static async Task LimitAsync(int process, string bytes)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", process.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}"]);
        await prlimit.WaitForExitAsync();
        Assert.Equal(0, prlimit.ExitCode);
    }
}
