using Fresnel.Storage.Folder;
using Fresnel.Storage.Observations;
using Fresnel.Storage.Projections;
using Fresnel.Storage.Sqlite;
using Fresnel.Storage.Sqlite.Pages;
using Microsoft.Extensions.Logging;

namespace Fresnel.Storage.Integrity;

/// <summary>
/// Looks after the databases of a data folder while they are used: whether their files are still there, and whether every
/// page is what was written, also those that nobody reads. Reads only, and beside whoever writes.
/// </summary>
/// <param name="folder">The data folder: its projections and observations are watched.</param>
/// <param name="others">More databases with checksums on their pages: the journal.</param>
/// <param name="options">How often they are read.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Logs what is found.</param>
public sealed class StoreWatch(
    DataFolder folder,
    IReadOnlyList<WatchedFile> others,
    StoreWatchOptions options,
    TimeProvider time,
    ILogger<StoreWatch> logger)
{
    private readonly WatchedFile[] files =
    [
        .. others,
        new(folder.ProjectionsFile, ProjectionSchema.Schema.Remedy),
        new(folder.ObservationsFile, ObservationSchema.Schema.Remedy),
    ];

    private volatile string? trouble;

    /// <summary>What was found first, in one line: the file, the place and what to do; null where all is well.</summary>
    public string? Trouble => trouble;

    /// <summary>Runs until cancelled. Databases that do not exist are none of the node; what is found is logged and kept, and the watch goes on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Files().Select(file => VerifyAsync(file, cancellationToken)).Append(LookAsync(cancellationToken))).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    // A node of a cluster has only its projections here.
    private IEnumerable<WatchedFile> Files() => files.Where(file => File.Exists(file.Path));

    private async Task VerifyAsync(WatchedFile file, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.VerifyEvery, time);
        do
        {
            var start = time.GetTimestamp();
            try
            {
                var bytes = new FileInfo(file.Path).Length;
                if (await PageScan.FindDamageAsync(file.Path, time, cancellationToken).ConfigureAwait(false) is { } page)
                {
                    Found($"'{file.Path}' is damaged: page {page} is not what was written. {file.Remedy}");
                    return;
                }

                var took = (long)time.GetElapsedTime(start).TotalMilliseconds;
                StoreWatchLog.Sound(logger, file.Path, bytes, took);
            }
            catch (Exception away) when (away is StoreUnavailableException or IOException)
            {
                Found(away.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var open = new List<SqliteDatabase>();
        try
        {
            foreach (var file in Files()) open.Add(SqliteDatabase.OpenReader(file.Path, file.Remedy));
            using var timer = new PeriodicTimer(options.LookEvery, time);
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (var database in open.Where(database => database.HasMoved))
                    Found($"'{database.Path}' was deleted or replaced while it was in use: what is written now is lost. Restart the node.");
            }
        }
        catch (StoreUnavailableException away)
        {
            Found(away.Message);
        }
        finally
        {
            foreach (var database in open) database.Dispose();
        }
    }

    private void Found(string what)
    {
        if (Interlocked.CompareExchange(ref trouble, what, null) is null) StoreWatchLog.Trouble(logger, what);
    }
}
