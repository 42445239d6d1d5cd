namespace Fresnel.Kernel.EventSourcing;

/// <summary>What an event-sourced actor needs of a journal. Implementations group concurrent appends into one commit.</summary>
public interface IEntityStore
{
    /// <summary>Writes, or says why not. Completes when the append is on disk.</summary>
    /// <remarks>
    /// An append that was written already under the same <see cref="Append.AppendId"/> is accepted again, with the sequence number it led to.
    /// An answered command is <see cref="AppendOutcome.AlreadyAnswered"/> whatever the append expects of the stream. An exception says
    /// nothing about whether it was written.
    /// </remarks>
    ValueTask<AppendOutcome> AppendAsync(Append append, CancellationToken cancellationToken);

    /// <summary>The reply remembered for a command, or null.</summary>
    ValueTask<EncodedMessage?> FindReplyAsync(StreamKey stream, string commandId, CancellationToken cancellationToken);

    /// <summary>The events after a sequence number, in order. A gap or a wrong checksum is an exception that names the event.</summary>
    IAsyncEnumerable<StoredEvent> ReadStreamAsync(StreamKey stream, long afterSeq, CancellationToken cancellationToken);

    /// <summary>The newest snapshot, or null.</summary>
    ValueTask<StoredSnapshot?> FindSnapshotAsync(StreamKey stream, CancellationToken cancellationToken);

    /// <summary>Keeps a snapshot in place of an older one.</summary>
    ValueTask SaveSnapshotAsync(StreamKey stream, StoredSnapshot snapshot, CancellationToken cancellationToken);
}
