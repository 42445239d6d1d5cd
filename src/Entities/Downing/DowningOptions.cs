namespace Fresnel.Entities.Downing;

/// <summary>How members that died are removed from the cluster.</summary>
public sealed class DowningOptions
{
    /// <summary>
    /// Whether a member is removed at once if its port refuses connections and its database session is gone. Default: true. If false, or
    /// while the database is away, the split-brain resolver removes it after about 10 s.
    /// </summary>
    public bool FastPath { get; set; } = true;
}
