namespace Fresnel.Cluster.Node.Api.Contracts;

/// <summary>A camera to be created.</summary>
public sealed record CreateCamera
{
    /// <summary>Its name: 1 to 63 characters of a-z, 0-9, '-' and '_', starting with a letter or digit.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it starts at once; default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Its settings; <c>source</c> is required.</summary>
    public required CameraSettingsInput Settings { get; init; }
}
