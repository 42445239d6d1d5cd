namespace Fresnel.Storage.Sqlite;

/// <summary>
/// The one writer of a database: a thread that takes whatever has been asked for since its last commit, and commits it
/// as one transaction. There is no delay: a single wish is committed at once, and the wishes that arrive meanwhile are
/// the next group.
/// </summary>
internal sealed class GroupWriter : IAsyncDisposable
{
    // Bounds the length of a transaction, not the wait of a wish: the rest follows in the next one.
    private const int LargestGroup = 1024;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteDatabase database;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement commit;
    private readonly Action beforeGroup;
    private readonly Action<int> afterGroup;
    private List<WriteWork> queued = [];
    private List<WriteWork> taken = [];
    private bool asleep;
    private bool stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="database">The connection, from now on used by the writer only.</param>
    /// <param name="beforeGroup">Called in a new transaction before its first work.</param>
    /// <param name="afterGroup">Called after a commit with the number of its works, before they complete.</param>
    public GroupWriter(SqliteDatabase database, Action? beforeGroup = null, Action<int>? afterGroup = null)
    {
        this.database = database;
        this.beforeGroup = beforeGroup ?? (static () => { });
        this.afterGroup = afterGroup ?? (static _ => { });
        begin = database.Prepare("BEGIN IMMEDIATE");
        commit = database.Prepare("COMMIT");
        new Thread(Loop) { IsBackground = true, Name = $"writer of {Path.GetFileName(database.Path)}" }.Start();
    }

    /// <summary>Queues a work; its end is told by the work itself.</summary>
    /// <exception cref="ObjectDisposedException">The writer was stopped.</exception>
    public void Enqueue(WriteWork work)
    {
        bool sleeping;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            queued.Add(work);
            sleeping = asleep;
            asleep = false;
        }

        if (sleeping) wake.Release();
    }

    /// <summary>Runs a function in a transaction and returns its result once it is committed.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var pending = new FunctionWork<T>(work);
        Enqueue(pending);
        return pending.Task;
    }

    /// <summary>Deletes in steps, each in a group with whatever else waits, so that nobody waits for all of it.</summary>
    /// <param name="step">Deletes at most so many rows, and says how many there were.</param>
    /// <param name="most">Rows of a step.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>Rows deleted in all.</returns>
    public async ValueTask<long> DeleteAsync(Func<int, long> step, int most, CancellationToken cancellationToken)
    {
        long total = 0;
        long deleted;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            deleted = await RunAsync(() => step(most)).ConfigureAwait(false);
            total += deleted;
        }
        while (deleted == most);
        return total;
    }

    /// <summary>Writes what is queued, and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        bool sleeping;
        lock (gate)
        {
            stopping = true;
            sleeping = asleep;
            asleep = false;
        }

        if (sleeping) wake.Release();
        await ended.Task.ConfigureAwait(false);
    }

    private void Loop()
    {
        while (Take())
        {
            for (var first = 0; first < taken.Count; first += LargestGroup)
                WriteGroup(first, Math.Min(taken.Count, first + LargestGroup));
            taken.Clear();
        }

        wake.Dispose();
        ended.SetResult();
    }

    private bool Take()
    {
        while (true)
        {
            lock (gate)
            {
                if (queued.Count > 0)
                {
                    (queued, taken) = (taken, queued);
                    return true;
                }

                if (stopping) return false;
                asleep = true;
            }

            // The writer's own thread has nothing else to do than to wait for work.
            wake.Wait();
        }
    }

    private void WriteGroup(int first, int end)
    {
        try
        {
            if (database.HasMoved) throw new StoreUnavailableException($"'{database.Path}' was deleted or replaced while it was in use: what is written now would be lost. Restart the node.");
            begin.Run();
            beforeGroup();
            for (var i = first; i < end; i++) taken[i].Execute();
            commit.Run();
            afterGroup(end - first);
        }
        // The edge of the writer's thread: whatever went wrong is told to those who wait for this group.
        catch (Exception failure)
        {
            RollBack();
            if (failure is StoreUnavailableException || end - first == 1)
            {
                for (var i = first; i < end; i++) taken[i].Fail(failure);
            }
            else
            {
                // It lies in one of them (damage it met, a statement it broke): the others are written without it.
                for (var i = first; i < end; i++) WriteGroup(i, i + 1);
            }

            return;
        }

        for (var i = first; i < end; i++) taken[i].Complete();
    }

    private void RollBack()
    {
        try
        {
            database.Rollback();
        }
        catch (StoreUnavailableException)
        {
            // What made the group fail also keeps the rollback from being written; the transaction is not committed
            // either way, and the next group's BEGIN says what is wrong.
        }
    }
}
