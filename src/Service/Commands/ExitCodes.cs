namespace Fresnel.Service.Commands;

/// <summary>What the process answers to the shell. Documented in docs/api.md; never renumbered.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>Something failed that is not one of the other reasons.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is not right.</summary>
    public const int Usage = 2;

    /// <summary>The data folder cannot be used: not writable, in use by another process, or damaged.</summary>
    public const int DataFolder = 3;

    /// <summary>The address or port cannot be listened on.</summary>
    public const int Listen = 4;

    /// <summary>Something that was named is missing or unusable: a video, a model, a program.</summary>
    public const int Input = 5;

    /// <summary>The cluster turns the process away: a wrong password, database or virtual host, another number of shards, a newer schema, an unsupported version.</summary>
    public const int Cluster = 6;

    /// <summary>Dismissed: the name is a living member's, or the node was struck from the list.</summary>
    public const int Dismissed = 7;

    /// <summary>Ended by a second Ctrl-C, without waiting for what was running.</summary>
    public const int Interrupted = 130;
}
