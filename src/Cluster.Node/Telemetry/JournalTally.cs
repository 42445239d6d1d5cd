using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Fresnel.Kernel;
using Fresnel.Storage;
using Fresnel.Storage.Events;

namespace Fresnel.Cluster.Node.Telemetry;

/// <summary>Follows the journal from the start of the process and counts its events by type: outages, episodes, restarts of settings.</summary>
public sealed class JournalTally(IEventSource events, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource ends = new();
    private Task following = Task.CompletedTask;
    private long drops;

    /// <summary>Begins to follow.</summary>
    public void Start() => following = Task.Run(FollowAsync);

    /// <summary>The counts as measurements.</summary>
    public IEnumerable<Measurement<long>> Measure() => counts.Select(c => new Measurement<long>(c.Value, new KeyValuePair<string, object?>("type", c.Key)));

    /// <summary>Messages dropped by the mailboxes of the actors that run now; never less than it was.</summary>
    public long MailboxDrops(ActorSystem actors)
    {
        ArgumentNullException.ThrowIfNull(actors);
        var now = actors.Actors.Sum(actor => actor.Dropped);
        return drops = Math.Max(drops, now);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ends.CancelAsync();
        await following;
        ends.Dispose();
    }

    private async Task FollowAsync()
    {
        EventCursor? cursor = null;
        while (!ends.IsCancellationRequested)
        {
            try
            {
                cursor ??= await events.FindEndAsync(ends.Token);
                var page = await events.ReadAsync(cursor.Value, 500, ends.Token);
                foreach (var found in page.Events) counts.AddOrUpdate(found.Message.Name, 1, static (_, count) => count + 1);
                cursor = page.Next;
                if (page.Events.Count == 0) await events.WaitAsync(page.Next, ends.Token);
            }
            catch (OperationCanceledException) when (ends.IsCancellationRequested)
            {
                return;
            }
            catch (StoreDamagedException)
            {
                return; // said by whoever needs what is damaged; the counts stay as they are
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(Pause, time, ends.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
    }
}
