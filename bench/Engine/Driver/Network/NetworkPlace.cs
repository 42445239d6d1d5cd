namespace Fresnel.Engine.Driver.Network;

/// <summary>Where a member is in the network.</summary>
/// <param name="Host">The address that others connect to.</param>
/// <param name="Port">The port, below those from which the kernel takes those of outgoing connections.</param>
/// <param name="Prefix">The words before the program that starts it there.</param>
internal sealed record NetworkPlace(string Host, int Port, IReadOnlyList<string> Prefix)
{
    /// <summary>The address as a member: <c>host:port</c>.</summary>
    public string Address => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
