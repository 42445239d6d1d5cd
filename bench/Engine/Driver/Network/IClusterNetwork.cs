namespace Fresnel.Engine.Driver.Network;

/// <summary>
/// The network between the members of a cluster. PostgreSQL and the driver are reached by sockets that it does not carry.
/// </summary>
internal interface IClusterNetwork : IAsyncDisposable
{
    /// <summary>Whether members can be cut off and refused.</summary>
    bool CanCut { get; }

    /// <summary>Makes a member's place.</summary>
    /// <param name="member">The member's name.</param>
    Task<NetworkPlace> AddAsync(string member);

    /// <summary>From now on nothing passes between a member and all others, as if its cable were pulled.</summary>
    Task CutAsync(string member);

    /// <summary>Everything passes again.</summary>
    Task MendAsync(string member);

    /// <summary>From now on the members refuse each other's connections, and what is open between them breaks.</summary>
    Task RefuseAsync(IReadOnlyList<string> members);

    /// <summary>The members accept each other's connections again.</summary>
    Task AcceptAsync(IReadOnlyList<string> members);
}
