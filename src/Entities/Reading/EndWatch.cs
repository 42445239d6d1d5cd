using Fresnel.Storage.Events;

namespace Fresnel.Entities.Reading;

/// <summary>
/// Looks ten times a second for the newest event while somebody waits for one, however many wait: a notification with every
/// commit would make commits wait for each other.
/// </summary>
/// <param name="find">Finds the cursor after the newest event.</param>
/// <param name="time">The clock.</param>
internal sealed class EndWatch(Func<CancellationToken, ValueTask<EventCursor>> find, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopped = new();
    private TaskCompletionSource<EventCursor>? next;
    private int waiting;
    private bool running;

    /// <summary>Completes when the newest event comes after a cursor.</summary>
    /// <exception cref="EventSourceUnavailableException">The journal cannot be read now.</exception>
    /// <exception cref="ObjectDisposedException">The watch is disposed of.</exception>
    public async ValueTask WaitAsync(EventCursor after, CancellationToken cancellationToken)
    {
        lock (gate) waiting++;
        try
        {
            while (EventOrder.IsAfter(after, await NextAsync().WaitAsync(cancellationToken).ConfigureAwait(false), orSame: true))
            {
            }
        }
        finally
        {
            lock (gate) waiting--;
        }
    }

    /// <summary>Ends every wait.</summary>
    public void Dispose()
    {
        TaskCompletionSource<EventCursor>? former;
        lock (gate)
        {
            if (stopped.IsCancellationRequested) return;
            stopped.Cancel();
            former = next;
            next = null;
        }

        former?.TrySetException(new ObjectDisposedException(nameof(EndWatch)));
    }

    private Task<EventCursor> NextAsync()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopped.IsCancellationRequested, this);
            next ??= new TaskCompletionSource<EventCursor>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!running)
            {
                running = true;
                _ = Task.Run(LookAsync, CancellationToken.None);
            }

            return next.Task;
        }
    }

    private async Task LookAsync()
    {
        while (true)
        {
            EventCursor newest = default;
            Exception? failure = null;
            try
            {
                newest = await find(stopped.Token).ConfigureAwait(false);
            }
            catch (Exception wrong) // The edge of this loop: those who wait get it.
            {
                failure = wrong;
            }

            TaskCompletionSource<EventCursor>? told;
            lock (gate)
            {
                told = next;
                next = null;
            }

            if (failure is null) told?.TrySetResult(newest);
            else told?.TrySetException(failure);
            await Task.Delay(Interval, time, stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (gate)
            {
                if (waiting > 0 && !stopped.IsCancellationRequested) continue;
                running = false;
                return;
            }
        }
    }
}
