namespace Fresnel.Engine.Scenarios;

/// <summary>What is asked of takeovers, in seconds.</summary>
internal static class TakeoverGoals
{
    /// <summary>The median after <c>kill -9</c>.</summary>
    public const double P50 = 0.5;

    /// <summary>The 95th percentile after <c>kill -9</c>.</summary>
    public const double P95 = 1;

    /// <summary>The longest after <c>kill -9</c>.</summary>
    public const double Max = 1.3;

    /// <summary>The median where the oldest member is killed.</summary>
    public const double OldestP50 = 1.5;

    /// <summary>The longest where the split-brain resolver decides: a process is frozen or cut off.</summary>
    public const double Resolved = 12;

    /// <summary>The longest gap of an entity while a node comes or is added.</summary>
    public const double Move = 1.2;

    /// <summary>How long a node may take to own its share.</summary>
    public const double Share = 15;
}
