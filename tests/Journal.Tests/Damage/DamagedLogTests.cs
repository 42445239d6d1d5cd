using System.Globalization;
using Fresnel.Journal.Sqlite;
using Fresnel.Journal.Tests.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Storage.Sqlite.Pages;
using Fresnel.Tests.Stores;
using Xunit.Abstractions;

namespace Fresnel.Journal.Tests.Damage;

/// <summary>The write-ahead log that a killed writer left behind.</summary>
public sealed class DamagedLogTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Rounds = SlowTests.Choose(60, 1000);
    private static readonly StreamKey Front = new("camera", "front-door");

    private readonly TempFolder folder = new();
    private readonly int seed = Random.Shared.Next();

    private string Path => folder["journal.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Open_AfterTheTailWasCutOff_HoldsEveryCommitBeforeTheCut()
    {
        var (database, log, whole) = await LeaveALogAsync();
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var cut = random.Next(log.Length / 2, log.Length);
            Restore(database, log[..cut]);

            var events = await ReadAsync();

            Assert.True(events.Count == whole - WalLog.CommitsFrom(log, cut), $"cut at {cut} of {log.Length}: {events.Count} of {whole} events (seed {seed})");
        }
    }

    [Fact]
    public async Task Open_AfterTheTailWasGarbled_LosesNoCommitBeforeIt()
    {
        var (database, log, whole) = await LeaveALogAsync();
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            // What a power cut leaves of the last, unacknowledged commit.
            var last = WalLog.LastCommitAt(log);
            var garbled = (byte[])log.Clone();
            random.NextBytes(garbled.AsSpan(last + random.Next(log.Length - last)));
            Restore(database, garbled);

            Assert.InRange((await ReadAsync()).Count, whole - 1, whole);
        }
    }

    [Fact]
    public async Task Open_AfterABitOfTheLogFlipped_HoldsAllOrNamesTheDamage()
    {
        var (database, log, whole) = await LeaveALogAsync();
        var random = new Random(seed);
        var last = WalLog.LastCommitAt(log);
        var named = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var at = round % 4 == 0 ? random.Next(WalFormat.HeaderSize + WalFormat.FrameHeaderSize) : random.Next(log.Length);
            var flipped = (byte[])log.Clone();
            flipped[at] ^= (byte)(1 << random.Next(8));
            Restore(database, flipped);
            try
            {
                var events = await ReadAsync();
                Assert.True(events.Count >= (at < last ? whole : whole - 1), $"byte {at} of {log.Length}: {events.Count} of {whole} events, silently (seed {seed})");
            }
            catch (StoreDamagedException damage)
            {
                named++;
                Assert.Contains("journal.db", damage.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(named > Rounds / 3, $"Only {named} of {Rounds} flips were named (seed {seed}).");
    }

    // SQLite itself verifies the log when it opens it, and never again.
    [Fact]
    public async Task Read_AfterABitFlippedInTheLogInUse_IsRightOrNamesTheDamage()
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var journal = SqliteJournal.Open(Path);
        var epoch = await TakeAsync(journal);
        for (long seq = 0; seq < 200; seq++) await journal.AppendAsync(Appends.To(Front, epoch, seq), default);
        var log = File.ReadAllBytes(Path + "-wal");
        var named = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var at = random.Next(WalFormat.HeaderSize, log.Length);
            Poke(at, (byte)(log[at] ^ (1 << random.Next(8))));
            try
            {
                using var reader = new JournalReader(Path);
                var events = new List<StoredEvent>();
                Assert.Equal(new Journal.Events.StreamHead(Front, 0, 200, null), reader.FindHead(Front));
                reader.ReadForward(Front, 0, 200, 1000, events);
                Assert.Equal(200, events.Count);
            }
            catch (StoreDamagedException)
            {
                named++;
            }

            Poke(at, log[at]);
        }

        output.WriteLine($"{named} of {Rounds} flips were met");
        Poke(WalLog.LastPageAt(log), (byte)~log[WalLog.LastPageAt(log)]);
        using (var reader = new JournalReader(Path))
        {
            Assert.Contains("-wal", Assert.ThrowsAny<StoreDamagedException>(() =>
            {
                reader.FindHead(Front);
                reader.ReadForward(Front, 0, 200, 1000, []);
                _ = reader.ListShards();
                reader.FindReply(Front, "c-1");
            }).Message, StringComparison.Ordinal);
        }

        Poke(WalLog.LastPageAt(log), log[WalLog.LastPageAt(log)]);
    }

    private static async Task<long> TakeAsync(SqliteJournal journal) =>
        (await journal.ClaimAsync(0, (await journal.AdvanceBatonsAsync([0], default))[0], "test", default))!.Value;

    // The database and its log as a killed writer left them, and how many events they hold: no fewer than acknowledged.
    private async Task<(byte[] Database, byte[] Log, int Events)> LeaveALogAsync()
    {
        output.WriteLine($"seed {seed}");
        long acknowledged = 0;
        using (var child = new Child("append", Path))
        {
            while (acknowledged < 150) acknowledged = long.Parse((await child.ReadLineAsync())!, CultureInfo.InvariantCulture);
            foreach (var line in await child.KillAsync())
            {
                // The last line may have been cut by the kill.
                if (long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) acknowledged = Math.Max(acknowledged, number);
            }
        }

        var (database, log) = (File.ReadAllBytes(Path), File.ReadAllBytes(Path + "-wal"));
        var events = await ReadAsync();
        Assert.InRange(events.Count, acknowledged, acknowledged + 1);
        return (database, log, events.Count);
    }

    private void Restore(byte[] database, byte[] log)
    {
        File.Delete(Path + "-shm");
        File.WriteAllBytes(Path, database);
        File.WriteAllBytes(Path + "-wal", log);
    }

    private void Poke(int at, byte value)
    {
        using var file = new FileStream(Path + "-wal", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = at;
        file.WriteByte(value);
    }

    private async Task<List<StoredEvent>> ReadAsync()
    {
        await using var journal = SqliteJournal.Open(Path);
        var events = new List<StoredEvent>();
        await foreach (var stored in journal.ReadStreamAsync(Front, 0, default)) events.Add(stored);
        return events;
    }
}
