using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.InProcess;

/// <summary>A message in one queue, ready or in the hands of a consumer.</summary>
internal sealed class StoredMessage
{
    public required string Exchange { get; init; }

    public required string RoutingKey { get; init; }

    public required MessageHeaders Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>Its place in the queue; never changes, so that what comes back stands where it stood.</summary>
    public long Position { get; set; }

    /// <summary>The timestamp from which it is expired; <see cref="long.MaxValue"/> for never.</summary>
    public long ExpiresAt { get; set; } = long.MaxValue;

    public long Returns { get; set; }

    public bool Redelivered { get; set; }

    public string? DeathReason { get; init; }

    /// <summary>The queues that dead-lettered it; a second time by the same one is a cycle and ends it.</summary>
    public IReadOnlyList<string> DiedIn { get; init; } = [];
}
