namespace Fresnel.Kernel.EventSourcing;

/// <summary>What an entity is given by its host.</summary>
public sealed record EntityEnvironment
{
    /// <summary>The entity.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>Its shard.</summary>
    public required int Shard { get; init; }

    /// <summary>The epoch under which this node owns the shard.</summary>
    public required long Epoch { get; init; }

    /// <summary>The journal.</summary>
    public required IEntityStore Store { get; init; }

    /// <summary>The codec of events, replies and state.</summary>
    public required IMessageCodec Codec { get; init; }

    /// <summary>Who runs the entity.</summary>
    public required IEntityHost Host { get; init; }

    /// <summary>How the entity is run.</summary>
    public EntityOptions Options { get; init; } = new();
}
