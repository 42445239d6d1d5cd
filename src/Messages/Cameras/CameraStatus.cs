namespace Fresnel.Messages.Cameras;

/// <summary>Where a camera is in its life.</summary>
public enum CameraStatus
{
    /// <summary>Not created yet.</summary>
    Absent,

    /// <summary>Created, not watching.</summary>
    Disabled,

    /// <summary>Watching, or trying to.</summary>
    Enabled,

    /// <summary>Ended; a camera of this name may be created again, and its numbering goes on.</summary>
    Deleted,
}
