using Fresnel.Journal.Folder;
using Fresnel.Journal.Observations;
using Fresnel.Journal.Projections;
using Fresnel.Journal.Sqlite;
using Fresnel.Journal.Sqlite.Pages;
using Microsoft.Extensions.Logging;

namespace Fresnel.Journal.Integrity;

/// <summary>
/// Looks after the databases of a data folder while they are used: whether their files are still there, and whether every
/// page is what was written, also those that nobody reads. Reads only, and beside whoever writes.
/// </summary>
public sealed class StoreWatch(DataFolder folder, StoreWatchOptions options, TimeProvider time, ILogger<StoreWatch> logger)
{
    private readonly (string Path, SqliteSchema Schema)[] files =
    [
        (folder.JournalFile, JournalSchema.Schema),
        (folder.ProjectionsFile, ProjectionSchema.Schema),
        (folder.ObservationsFile, ObservationSchema.Schema),
    ];

    private volatile string? trouble;

    /// <summary>What was found first, in one line: the file, the place and what to do; null where all is well.</summary>
    public string? Trouble => trouble;

    /// <summary>Runs until cancelled. Databases that do not exist are none of the node; what is found is logged and kept, and the watch goes on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Files().Select(file => VerifyAsync(file.Path, file.Schema, cancellationToken)).Append(LookAsync(cancellationToken))).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    // A node of a cluster has only its projections here.
    private IEnumerable<(string Path, SqliteSchema Schema)> Files() => files.Where(file => File.Exists(file.Path));

    private async Task VerifyAsync(string path, SqliteSchema schema, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.VerifyEvery, time);
        do
        {
            var start = time.GetTimestamp();
            try
            {
                var bytes = new FileInfo(path).Length;
                if (await PageScan.FindDamageAsync(path, time, cancellationToken).ConfigureAwait(false) is { } page)
                {
                    Found($"'{path}' is damaged: page {page} is not what was written. {schema.Remedy}");
                    return;
                }

                var took = (long)time.GetElapsedTime(start).TotalMilliseconds;
                StoreWatchLog.Sound(logger, path, bytes, took);
            }
            catch (Exception away) when (away is JournalUnavailableException or IOException)
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
            foreach (var (path, schema) in Files()) open.Add(schema.OpenReader(path));
            using var timer = new PeriodicTimer(options.LookEvery, time);
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (var database in open.Where(database => database.HasMoved))
                    Found($"'{database.Path}' was deleted or replaced while it was in use: what is written now is lost. Restart the node.");
            }
        }
        catch (JournalUnavailableException away)
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
