using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Postgres.Appends;

/// <summary>
/// A queue of appends and the connection that writes them: whatever was asked for while a group was on its way is the
/// next group. There is no delay: a single append is written at once. Appends of one stream go in groups after each other.
/// </summary>
internal sealed class AppendLane : IAsyncDisposable
{
    // Bounds the length of a transaction, not the wait of an append: the rest follows in the next one.
    private const int LargestGroup = 1024;
    private const int MostEvents = 4096;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly AppendWriter writer;
    private readonly Action<int> afterGroup;
    private readonly HashSet<StreamKey> streams = [];
    private readonly List<PendingAppend> group = [];
    private readonly Task ended;
    private List<PendingAppend> queued = [];
    private List<PendingAppend> waiting = [];
    private List<PendingAppend> later = [];
    private bool asleep;
    private bool stopping;

    /// <summary>Starts the loop.</summary>
    /// <param name="writer">Writes groups; from now on used by this lane only.</param>
    /// <param name="afterGroup">Told the size of each group that is committed, before its appends complete.</param>
    public AppendLane(AppendWriter writer, Action<int> afterGroup)
    {
        this.writer = writer;
        this.afterGroup = afterGroup;
        ended = Task.Run(LoopAsync);
    }

    /// <summary>Queues an append.</summary>
    /// <exception cref="ObjectDisposedException">The lane was stopped.</exception>
    public void Enqueue(PendingAppend pending)
    {
        bool sleeping;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            queued.Add(pending);
            sleeping = asleep;
            asleep = false;
        }

        if (sleeping) wake.Release();
    }

    /// <summary>Writes what is queued, and ends.</summary>
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
        await ended.ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
        wake.Dispose();
    }

    private async Task LoopAsync()
    {
        while (await TakeAsync().ConfigureAwait(false))
        {
            FormGroup();
            await WriteAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> TakeAsync()
    {
        while (true)
        {
            lock (gate)
            {
                if (queued.Count > 0)
                {
                    if (waiting.Count == 0) (waiting, queued) = (queued, waiting);
                    else
                    {
                        waiting.AddRange(queued);
                        queued.Clear();
                    }
                }

                if (waiting.Count > 0) return true;
                if (stopping) return false;
                asleep = true;
            }

            await wake.WaitAsync().ConfigureAwait(false);
        }
    }

    private void FormGroup()
    {
        group.Clear();
        streams.Clear();
        var events = 0;
        for (var i = 0; i < waiting.Count; i++)
        {
            var append = waiting[i].Append;
            var full = group.Count == LargestGroup || (group.Count > 0 && events + append.Events.Count > MostEvents);
            if (full)
            {
                later.AddRange(waiting.GetRange(i, waiting.Count - i));
                break;
            }

            if (streams.Add(append.Stream))
            {
                group.Add(waiting[i]);
                events += append.Events.Count;
            }
            else
            {
                later.Add(waiting[i]);
            }
        }

        waiting.Clear();
        (waiting, later) = (later, waiting);
    }

    private async ValueTask WriteAsync()
    {
        try
        {
            await writer.WriteAsync(group, afterGroup).ConfigureAwait(false);
        }
        // The edge of the loop: whatever went wrong is told to those who wait for this group.
        catch (Exception failure)
        {
            foreach (var pending in group) pending.Fail(failure);
        }
    }
}
