namespace Fresnel.Actors.Cameras;

/// <summary>The statuses a camera leaves at the head of its stream, by which those that must run are found.</summary>
public static class CameraStatusNames
{
    /// <summary>It watches.</summary>
    public const string Enabled = "enabled";

    /// <summary>It does not watch.</summary>
    public const string Disabled = "disabled";

    /// <summary>It does not watch any more, and still has an episode to close or a clip to make.</summary>
    public const string Finishing = "finishing";

    /// <summary>It ended.</summary>
    public const string Deleted = "deleted";

    /// <summary>Whether a camera of this status runs without being asked.</summary>
    public static bool MustRun(string? status) => status is Enabled or Finishing;
}
