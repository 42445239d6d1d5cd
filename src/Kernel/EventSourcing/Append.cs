namespace Fresnel.Kernel.EventSourcing;

/// <summary>One entity's wish to write: its events and the reply to the command that caused them, all or nothing.</summary>
public sealed record Append
{
    /// <summary>The entity.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>The entity's shard.</summary>
    public required int Shard { get; init; }

    /// <summary>The epoch under which the writer owns the shard; an older one is fenced.</summary>
    public required long Epoch { get; init; }

    /// <summary>The sequence number of the stream's last event as the writer knows it; 0 for a new entity.</summary>
    public required long ExpectedSeq { get; init; }

    /// <summary>Names this append; a retry after a lost answer is recognised by it.</summary>
    public required Guid AppendId { get; init; }

    /// <summary>The events, in order; may be empty where only a reply is remembered (a refusal).</summary>
    public required IReadOnlyList<EncodedMessage> Events { get; init; }

    /// <summary>UTF-8 JSON about the cause: correlation, causation, trace context. May be empty.</summary>
    public ReadOnlyMemory<byte> Meta { get; init; }

    /// <summary>When it was decided; the time of the events.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The command's id, or null where no command caused it.</summary>
    public string? CommandId { get; init; }

    /// <summary>The reply remembered with the command id.</summary>
    public EncodedMessage? Reply { get; init; }

    /// <summary>The entity's status afterwards, for finding those that must run: <c>enabled</c>, <c>deleted</c>. Null leaves it as it is.</summary>
    public string? Status { get; init; }
}
