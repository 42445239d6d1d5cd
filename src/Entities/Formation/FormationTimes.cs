namespace Fresnel.Entities.Formation;

/// <summary>The times of formation. They fit each other, so they are no options; tests shorten some.</summary>
internal sealed record FormationTimes
{
    /// <summary>Between two renewals of row and lease.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the lease is valid after a renewal.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a row counts as fresh, and this process as in good standing, after a renewal.</summary>
    public TimeSpan Fresh { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a process of another cluster must hold the lease before this process ends.</summary>
    public TimeSpan Foreign { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long renewals must fail before peers are asked about theirs.</summary>
    public TimeSpan Cut { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a peer's renewals must have been unbroken to count. (If "just renewed" were enough, the first process back after an
    /// outage would end all others.)
    /// </summary>
    public TimeSpan PeerUnbroken { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Renewals are broken if the last one is older than this.</summary>
    public TimeSpan Broken { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How long the database must have answered before old rows whose ports accept connections are ignored.</summary>
    public TimeSpan OldRows { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long this process's own database session must have lived before its answers prove that another process's session is gone:
    /// after a restart or failover of the server all sessions are gone for a moment.
    /// </summary>
    public TimeSpan Proof { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The limit of connecting to the database, and of one statement.</summary>
    public TimeSpan Statement { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait for a member to accept a join before the next one is tried.</summary>
    public TimeSpan Join { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Between two looks at the tables while joining.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The limit of a question to a peer.</summary>
    public TimeSpan Ask { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The limit of one connection attempt to a peer's port.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromMilliseconds(500);
}
