namespace Fresnel.LocalCluster.Processes;

/// <summary>How long a server runs.</summary>
public enum ServerLifetime
{
    /// <summary>It ends with the process that started it, however that one ends.</summary>
    WithStarter,

    /// <summary>It stays until it is stopped, by this process or another.</summary>
    Stays,
}
