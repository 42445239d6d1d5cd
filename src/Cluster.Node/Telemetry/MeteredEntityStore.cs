using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;

namespace Fresnel.Cluster.Node.Telemetry;

/// <summary>Measures how long appends take and how they end, and remembers that something read was damaged or that the last append failed; everything else passes through.</summary>
public sealed class MeteredEntityStore : IEntityStore, IDisposable
{
    private static readonly KeyValuePair<string, object?> Accepted = new("outcome", "accepted");
    private static readonly KeyValuePair<string, object?> Fenced = new("outcome", "fenced");
    private static readonly KeyValuePair<string, object?> Conflict = new("outcome", "conflict");
    private static readonly KeyValuePair<string, object?> Answered = new("outcome", "already-answered");
    private static readonly KeyValuePair<string, object?> Failed = new("outcome", "failed");

    private static readonly TimeSpan TroubleShown = TimeSpan.FromSeconds(30);

    private readonly Meter meter = new("Fresnel.Journal");
    private readonly Counter<long> appends;
    private readonly Histogram<double> latency;
    private readonly IEntityStore store;
    private readonly TimeProvider time;
    private volatile string? damage;
    private volatile AppendTrouble? trouble;

    /// <summary>Measures a store.</summary>
    public MeteredEntityStore(IEntityStore store, TimeProvider time)
    {
        this.store = store;
        this.time = time;
        appends = meter.CreateCounter<long>("fresnel_journal_appends", description: "Appends, by how they ended.");
        latency = meter.CreateHistogram<double>("fresnel_journal_append_duration", "s", "Time of an append until it is on disk.");
    }

    /// <summary>The last damage that was met in reading, in one line; null where there was none.</summary>
    public string? Damage => damage;

    /// <summary>Why the last append failed, in one line; null where it did not, or where none was tried for half a minute: an idle node may be well again.</summary>
    public string? Trouble => trouble is { } last && time.GetElapsedTime(last.At) < TroubleShown ? last.Reason : null;

    /// <inheritdoc />
    public async ValueTask<AppendOutcome> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        try
        {
            var outcome = await store.AppendAsync(append, cancellationToken);
            appends.Add(1, outcome switch
            {
                AppendOutcome.Accepted => Accepted,
                AppendOutcome.Fenced => Fenced,
                AppendOutcome.Conflict => Conflict,
                _ => Answered,
            });
            latency.Record(time.GetElapsedTime(start).TotalSeconds);
            trouble = null;
            return outcome;
        }
        catch (StoreUnavailableException fault)
        {
            appends.Add(1, Failed);
            trouble = new AppendTrouble(fault.Message, time.GetTimestamp());
            throw;
        }
        catch (Exception)
        {
            appends.Add(1, Failed);
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask<EncodedMessage?> FindReplyAsync(StreamKey stream, string commandId, CancellationToken cancellationToken) =>
        store.FindReplyAsync(stream, commandId, cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(StreamKey stream, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var events = store.ReadStreamAsync(stream, afterSeq, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await events.MoveNextAsync()) yield break;
            }
            catch (StoreDamagedException fault)
            {
                damage = fault.Message;
                throw;
            }

            yield return events.Current;
        }
    }

    /// <inheritdoc />
    public async ValueTask<StoredSnapshot?> FindSnapshotAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindSnapshotAsync(stream, cancellationToken);
        }
        catch (StoreDamagedException fault)
        {
            damage = fault.Message;
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask SaveSnapshotAsync(StreamKey stream, StoredSnapshot snapshot, CancellationToken cancellationToken) =>
        store.SaveSnapshotAsync(stream, snapshot, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => meter.Dispose();

    private sealed record AppendTrouble(string Reason, long At);
}
