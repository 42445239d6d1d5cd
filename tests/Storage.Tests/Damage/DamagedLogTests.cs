using System.Globalization;
using Fresnel.Messages.Observations;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Sqlite.Pages;
using Fresnel.Storage.Tests.Support;
using Fresnel.Tests.Stores;
using Xunit.Abstractions;

namespace Fresnel.Storage.Tests.Damage;

/// <summary>The write-ahead log that a killed writer left behind.</summary>
public sealed class DamagedLogTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Rounds = SlowTests.Choose(60, 1000);

    private readonly TempFolder folder = new();
    private readonly int seed = Random.Shared.Next();

    private string Path => folder["observations.db"];

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

            var seen = await ReadAsync();

            Assert.True(seen == whole - WalLog.CommitsFrom(log, cut), $"cut at {cut} of {log.Length}: {seen} of {whole} observations (seed {seed})");
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

            Assert.InRange(await ReadAsync(), whole - 1, whole);
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
                var seen = await ReadAsync();
                Assert.True(seen >= (at < last ? whole : whole - 1), $"byte {at} of {log.Length}: {seen} of {whole} observations, silently (seed {seed})");
            }
            catch (StoreDamagedException damage)
            {
                named++;
                Assert.Contains("observations.db", damage.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(named > Rounds / 3, $"Only {named} of {Rounds} flips were named (seed {seed}).");
    }

    // Found by a flip that met its last frame: two commits were lost, and nobody was told.
    [Fact]
    public async Task Open_AfterTheCommitBeforeTheLastWasDamaged_NamesTheDamage()
    {
        var (database, log, _) = await LeaveALogAsync();
        var (first, end) = WalLog.CommitBeforeTheLast(log);
        for (var frame = first; frame < end; frame += WalFormat.FrameSize)
        {
            // Its page number, both salts, its checksum, its page.
            foreach (var at in new[] { frame, frame + 8, frame + 12, frame + WalFormat.FrameHeaderSize - 1, frame + WalFormat.FrameHeaderSize + 100 })
            {
                var damaged = (byte[])log.Clone();
                damaged[at] ^= 1;
                Restore(database, damaged);

                Assert.Contains("is damaged at frame", (await Assert.ThrowsAsync<StoreDamagedException>(ReadAsync)).Message, StringComparison.Ordinal);
            }
        }
    }

    // SQLite itself verifies the log when it opens it, and never again.
    [Fact]
    public async Task Read_AfterABitFlippedInTheLogInUse_IsRightOrNamesTheDamage()
    {
        const int count = 200;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var store = SqliteObservationStore.Open(Path);
        for (var number = 1; number <= count; number++) await store.WriteAsync(Sights.Batch(number), default);
        var log = File.ReadAllBytes(Path + "-wal");
        var named = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var at = random.Next(WalFormat.HeaderSize, log.Length);
            Poke(at, (byte)(log[at] ^ (1 << random.Next(8))));
            try
            {
                using var reader = new ObservationReader(Path);
                Assert.Equal(count, Read(reader).Count);
            }
            catch (StoreDamagedException)
            {
                named++;
            }

            Poke(at, log[at]);
        }

        output.WriteLine($"{named} of {Rounds} flips were met");
        Poke(WalLog.LastPageAt(log), (byte)~log[WalLog.LastPageAt(log)]);
        using (var reader = new ObservationReader(Path))
        {
            var damage = Assert.ThrowsAny<StoreDamagedException>(() =>
            {
                Read(reader);
                reader.FindMark(Sights.Camera);
            });
            Assert.Contains("-wal", damage.Message, StringComparison.Ordinal);
        }

        Poke(WalLog.LastPageAt(log), log[WalLog.LastPageAt(log)]);
    }

    private static IReadOnlyList<Observation> Read(ObservationReader reader) =>
        reader.Read(Sights.Camera, long.MinValue, long.MaxValue, ReadOrder.OldestFirst, 100_000);

    // The database and its log as a killed writer left them, and how many observations they hold: no fewer than acknowledged.
    private async Task<(byte[] Database, byte[] Log, int Seen)> LeaveALogAsync()
    {
        output.WriteLine($"seed {seed}");
        long acknowledged = 0;
        using (var child = new Child("observe", Path))
        {
            while (acknowledged < 150) acknowledged = long.Parse((await child.ReadLineAsync())!, CultureInfo.InvariantCulture);
            foreach (var line in await child.KillAsync())
            {
                // The last line may have been cut by the kill.
                if (long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) acknowledged = Math.Max(acknowledged, number);
            }
        }

        var (database, log) = (File.ReadAllBytes(Path), File.ReadAllBytes(Path + "-wal"));
        var seen = await ReadAsync();
        Assert.InRange(seen, acknowledged, acknowledged + 1);
        return (database, log, seen);
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

    private async Task<int> ReadAsync()
    {
        await using var store = SqliteObservationStore.Open(Path);
        return (await store.ReadAsync(new ObservationQuery(Sights.Camera, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue), default)).Count;
    }
}
