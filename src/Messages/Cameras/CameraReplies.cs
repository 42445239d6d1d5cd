namespace Fresnel.Messages.Cameras;

/// <summary>What a camera answers when a command is accepted. Refusals are the kernel's.</summary>
public static class CameraReplies
{
    /// <summary>The command holds.</summary>
    /// <param name="Status">The status afterwards.</param>
    /// <param name="SettingsVersion">The settings' version afterwards.</param>
    /// <param name="Changed">False where it already was so.</param>
    [WireName("camera.done")]
    public sealed record Done(CameraStatus Status, long SettingsVersion, bool Changed);
}
