using System.Runtime.CompilerServices;
using Fresnel.Messages.Cluster;

namespace Fresnel.Clustering.Members;

/// <summary>What happened in the last minutes, for people: at most 1,000, none older than 15 minutes. Thread-safe.</summary>
internal sealed class HappeningLog(TimeProvider time)
{
    private const int Most = 1_000;
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly Queue<ClusterViews.Happening> kept = new();
    private TaskCompletionSource more = New();
    private long number;

    public IReadOnlyList<ClusterViews.Happening> Kept
    {
        get
        {
            lock (gate)
            {
                Forget();
                return [.. kept];
            }
        }
    }

    public void Add(string kind, string? member, string? from, IReadOnlyList<int> shards, string text)
    {
        TaskCompletionSource told;
        lock (gate)
        {
            kept.Enqueue(new ClusterViews.Happening(++number, time.GetUtcNow(), kind, member, from, shards, text));
            Forget();
            (told, more) = (more, New());
        }

        told.SetResult();
    }

    /// <summary>Those after a number as they come, until cancelled.</summary>
    public async IAsyncEnumerable<ClusterViews.Happening> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            ClusterViews.Happening[] next;
            Task wait;
            lock (gate)
            {
                next = [.. kept.Where(happening => happening.Number > after)];
                wait = more.Task;
            }

            foreach (var happening in next)
            {
                yield return happening;
                after = happening.Number;
            }

            if (next.Length == 0) await wait.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Forget()
    {
        var horizon = time.GetUtcNow() - Oldest;
        while (kept.Count > Most || (kept.TryPeek(out var oldest) && oldest.At < horizon)) kept.Dequeue();
    }
}
