using System.Diagnostics.Metrics;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Cluster.Node.Telemetry;

/// <summary>Measures how long appends take and how they end; everything else passes through.</summary>
public sealed class MeteredEntityStore : IEntityStore, IDisposable
{
    private static readonly KeyValuePair<string, object?> Accepted = new("outcome", "accepted");
    private static readonly KeyValuePair<string, object?> Fenced = new("outcome", "fenced");
    private static readonly KeyValuePair<string, object?> Conflict = new("outcome", "conflict");
    private static readonly KeyValuePair<string, object?> Answered = new("outcome", "already-answered");
    private static readonly KeyValuePair<string, object?> Failed = new("outcome", "failed");

    private readonly Meter meter = new("Fresnel.Journal");
    private readonly Counter<long> appends;
    private readonly Histogram<double> latency;
    private readonly IEntityStore store;
    private readonly TimeProvider time;

    /// <summary>Measures a store.</summary>
    public MeteredEntityStore(IEntityStore store, TimeProvider time)
    {
        this.store = store;
        this.time = time;
        appends = meter.CreateCounter<long>("fresnel_journal_appends", description: "Appends, by how they ended.");
        latency = meter.CreateHistogram<double>("fresnel_journal_append_duration", "s", "Time of an append until it is on disk.");
    }

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
            return outcome;
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
    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(StreamKey stream, long afterSeq, CancellationToken cancellationToken) =>
        store.ReadStreamAsync(stream, afterSeq, cancellationToken);

    /// <inheritdoc />
    public ValueTask<StoredSnapshot?> FindSnapshotAsync(StreamKey stream, CancellationToken cancellationToken) =>
        store.FindSnapshotAsync(stream, cancellationToken);

    /// <inheritdoc />
    public ValueTask SaveSnapshotAsync(StreamKey stream, StoredSnapshot snapshot, CancellationToken cancellationToken) =>
        store.SaveSnapshotAsync(stream, snapshot, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => meter.Dispose();
}
