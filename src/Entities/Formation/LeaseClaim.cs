namespace Fresnel.Entities.Formation;

/// <summary>
/// The claims of the split-brain resolver to the lease. "No" makes the resolver down its own side, so it is only said after the database
/// has refused for longer than a dead holder's lease lasts. While the database cannot be asked there is no answer at all.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="times">The times of formation.</param>
/// <param name="take">Takes the lease; false if somebody else holds it.</param>
internal sealed class LeaseClaim(TimeProvider time, FormationTimes times, Func<CancellationToken, Task<bool>> take)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private CancellationTokenSource? pending;

    /// <summary>Whether a claim waits for its answer.</summary>
    public bool IsPending
    {
        get
        {
            lock (gate) return pending is not null;
        }
    }

    /// <summary>Claims the lease.</summary>
    /// <returns>Whether it was taken. The task never completes if the claim is abandoned.</returns>
    public async Task<bool> AcquireAsync()
    {
        using var claim = new CancellationTokenSource();
        lock (gate)
        {
            pending?.Cancel();
            pending = claim;
        }

        var answer = await AskUntilAnsweredAsync(claim.Token).ConfigureAwait(false);
        lock (gate)
        {
            if (ReferenceEquals(pending, claim)) pending = null;
        }

        return answer ?? await new TaskCompletionSource<bool>().Task.ConfigureAwait(false);
    }

    /// <summary>Abandons a claim that waits: its answer would be about a state of the cluster that is over.</summary>
    public void Abandon()
    {
        lock (gate)
        {
            pending?.Cancel();
            pending = null;
        }
    }

    private async Task<bool?> AskUntilAnsweredAsync(CancellationToken abandoned)
    {
        long? refusedSince = null;
        while (!abandoned.IsCancellationRequested)
        {
            try
            {
                if (await take(abandoned).ConfigureAwait(false)) return true;
                refusedSince ??= time.GetTimestamp();
                if (time.GetElapsedTime(refusedSince.Value) > times.Lease + Margin) return false;
            }
            catch (Exception) // the edge to the database: whatever went wrong, it gave no answer
            {
                refusedSince = null;
            }

            await Task.Delay(times.Look, time, abandoned).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }
}
