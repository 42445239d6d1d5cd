using System.Diagnostics;
using System.Globalization;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Tests.Support;
using Fresnel.Tests.Stores;

namespace Fresnel.Storage.Tests.Damage;

/// <summary>
/// A disk that takes no more, for any user: the operating system limits the size of the files of a child process, and
/// lifts the limit later.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Write_WhereTheDiskTakesNoMore_AcknowledgesNothingThatIsNotThereAndGoesOnWhenItDoes()
    {
        var path = folder["observations.db"];
        await SqliteObservationStore.Open(path).DisposeAsync();
        var acknowledged = 0L;
        var refused = 0;
        using (var child = Child.Limitable("observe-much", path))
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
            Assert.Contains("observations.db", reason, StringComparison.Ordinal);
            await LimitAsync(child.Id, "unlimited:");
            for (var before = acknowledged; acknowledged < before + 50;)
            {
                var line = (await child.ReadLineAsync())!;
                if (long.TryParse(line, CultureInfo.InvariantCulture, out var number)) acknowledged = number;
            }

            foreach (var line in await child.KillAsync())
            {
                // The last line may have been cut by the kill.
                if (long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) acknowledged = Math.Max(acknowledged, number);
            }
        }

        await using var store = SqliteObservationStore.Open(path);
        var seen = await store.ReadAsync(new ObservationQuery(Sights.Camera, Sights.Noon, DateTimeOffset.MaxValue), default);
        Assert.InRange(seen.Count, acknowledged, acknowledged + 1);
        Assert.Equal(Enumerable.Range(1, seen.Count).Select(number => (long)number), seen.Select(one => one.Frame));
    }

    private static async Task LimitAsync(int process, string bytes)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", process.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}"]);
        await prlimit.WaitForExitAsync();
        Assert.Equal(0, prlimit.ExitCode);
    }
}
