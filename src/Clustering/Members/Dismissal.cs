namespace Fresnel.Clustering.Members;

/// <summary>Why a node's part in the cluster is over, though nobody in its own process ended it.</summary>
/// <param name="Reason">The kind.</param>
/// <param name="Message">One line for people.</param>
public sealed record Dismissal(DismissalReason Reason, string Message);

/// <summary>The kinds of dismissal.</summary>
public enum DismissalReason
{
    /// <summary>Another living process has the node's name.</summary>
    NameTaken,

    /// <summary>It was asked to leave, and has handed everything over.</summary>
    Left,

    /// <summary>It was struck from the list of members, and has stopped at once.</summary>
    Down,
}
