namespace Fresnel.Service.Peers;

/// <summary>How a process asks others of its cluster.</summary>
/// <param name="Self">Its name: others see who asks.</param>
/// <param name="Token">The cluster's token, or null.</param>
public sealed record PeerOptions(string Self, string? Token)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"{nameof(PeerOptions)} {Self}";
}
