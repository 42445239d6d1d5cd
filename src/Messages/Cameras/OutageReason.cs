namespace Fresnel.Messages.Cameras;

/// <summary>Why a camera had no frames.</summary>
public enum OutageReason
{
    /// <summary>The source could not be opened.</summary>
    Unreachable,

    /// <summary>The source refused the user or password.</summary>
    Unauthorized,

    /// <summary>The decoder ended.</summary>
    DecoderEnded,

    /// <summary>The decoder ran and gave no frame within the limit.</summary>
    Stalled,

    /// <summary>No node ran the camera.</summary>
    NodeDown,

    /// <summary>The node cannot run it: the model cannot be loaded, ffmpeg is missing.</summary>
    NotPrepared,
}
