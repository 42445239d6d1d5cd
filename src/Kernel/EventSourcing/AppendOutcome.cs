namespace Fresnel.Kernel.EventSourcing;

/// <summary>How one append of a group ended. One does not fail another.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    /// <summary>Written and synced.</summary>
    /// <param name="Seq">The stream's sequence number afterwards.</param>
    public sealed record Accepted(long Seq) : AppendOutcome;

    /// <summary>The shard has a newer owner: nothing was written, the entity must stop.</summary>
    /// <param name="Epoch">The shard's epoch now.</param>
    public sealed record Fenced(long Epoch) : AppendOutcome;

    /// <summary>The stream is not where the writer believed: nothing was written, the entity must be loaded again.</summary>
    /// <param name="Seq">The stream's sequence number now.</param>
    public sealed record Conflict(long Seq) : AppendOutcome;

    /// <summary>The command was answered before: nothing was written.</summary>
    /// <param name="Reply">The answer it got.</param>
    public sealed record AlreadyAnswered(EncodedMessage Reply) : AppendOutcome;
}
