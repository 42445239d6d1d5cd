namespace Fresnel.Pbm.Http;

/// <summary>Whom to ask, and as whom.</summary>
/// <param name="Addresses">Addresses of nodes and lighthouses of one cluster, tried in this order.</param>
/// <param name="Token">What to present, or null.</param>
/// <param name="Origin">Where the addresses are from, in words for a fault: <c>--host</c>.</param>
internal sealed record Target(IReadOnlyList<Uri> Addresses, string? Token, string Origin)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"{string.Join(", ", Addresses)} ({Origin})";
}
