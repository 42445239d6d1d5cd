namespace Fresnel.Service.Api.Contracts;

/// <summary>A token to be exchanged for the page's cookie.</summary>
public sealed record OpenSession
{
    /// <summary>The node's token.</summary>
    public required string Token { get; init; }

    /// <summary>Without the token.</summary>
    public override string ToString() => nameof(OpenSession);
}
