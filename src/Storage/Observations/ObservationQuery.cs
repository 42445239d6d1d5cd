using Fresnel.Messages;

namespace Fresnel.Storage.Observations;

/// <summary>Which observations to read.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="From">The first moment, inclusive.</param>
/// <param name="To">The last moment, exclusive.</param>
public sealed record ObservationQuery(EntityId Entity, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Which way.</summary>
    public ReadOrder Order { get; init; }

    /// <summary>The most observations to return, 1 to 100,000. Default 1,000.</summary>
    public int Limit { get; init; } = 1000;
}
