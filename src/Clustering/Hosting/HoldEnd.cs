namespace Fresnel.Clustering.Hosting;

/// <summary>How holding a shard ended.</summary>
internal enum HoldEnd
{
    /// <summary>The baton went with its consumer.</summary>
    Lost,

    /// <summary>The journal has another epoch.</summary>
    Fenced,

    /// <summary>The journal or the broker was in the way.</summary>
    Trouble,

    /// <summary>The baton that was renewed did not come back.</summary>
    BatonMovedOn,

    /// <summary>It is given to another in good order.</summary>
    HandOver,
}
