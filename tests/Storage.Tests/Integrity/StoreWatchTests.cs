using Fresnel.Storage.Folder;
using Fresnel.Storage.Integrity;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Tests.Damage;
using Fresnel.Tests.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Storage.Tests.Integrity;

public sealed class StoreWatchTests : IDisposable
{
    private readonly TempFolder temporary = new();
    private readonly DataFolder folder;

    public StoreWatchTests() => folder = DataFolder.Open(temporary["data"]);

    public void Dispose()
    {
        folder.Dispose();
        temporary.Dispose();
    }

    [Fact]
    public async Task Run_WhereAPageIsDamagedThatNobodyReads_NamesFileAndPage()
    {
        await StoresUnderTest.WriteAsync(folder.Root);
        var bytes = File.ReadAllBytes(folder.ObservationsFile);
        bytes[(2 * 4096) + 4000] ^= 16;
        File.WriteAllBytes(folder.ObservationsFile, bytes);

        Assert.Matches("observations.db' is damaged: page 3 ", await TroubleAsync(() => Task.CompletedTask));
    }

    // Found by hand: a deleted observations.db was written to for ever, and nobody knew.
    [Theory]
    [InlineData("journal.db")]
    [InlineData("projections.db")]
    [InlineData("observations.db")]
    public async Task Run_WhenAFileIsDeletedInUse_SaysSo(string name)
    {
        await StoresUnderTest.WriteAsync(folder.Root);
        await SqliteObservationStore.Open(folder.JournalFile).DisposeAsync(); // one that the node brings, and not Storage

        var trouble = await TroubleAsync(() =>
        {
            File.Delete(Path.Combine(folder.Root, name));
            return Task.CompletedTask;
        });

        Assert.Contains(name, trouble, StringComparison.Ordinal);
        Assert.Contains("deleted or replaced", trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ToAFileThatWasReplaced_AcknowledgesNothing()
    {
        await StoresUnderTest.WriteAsync(folder.Root);
        await using var store = SqliteObservationStore.Open(folder.ObservationsFile);
        File.Copy(folder.ObservationsFile, temporary["copy"]);
        File.Move(temporary["copy"], folder.ObservationsFile, overwrite: true);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.WriteAsync(new ObservationBatch([], []), default));

        Assert.Contains("deleted or replaced", refused.Message, StringComparison.Ordinal);
    }

    // What a watch finds once the fault has come about after its start.
    private async Task<string> TroubleAsync(Func<Task> fault)
    {
        var options = new StoreWatchOptions { LookEvery = TimeSpan.FromMilliseconds(100) };
        var watch = new StoreWatch(folder, [new WatchedFile(folder.JournalFile, "Restore it.")], options, TimeProvider.System, NullLogger<StoreWatch>.Instance);
        using var stop = new CancellationTokenSource();
        var running = watch.RunAsync(stop.Token);
        await fault();
        await Wait.UntilAsync(() => Task.FromResult(watch.Trouble is not null), "the watch finds it");
        await stop.CancelAsync();
        await running;
        return watch.Trouble!;
    }
}
