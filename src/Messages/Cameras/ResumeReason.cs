namespace Fresnel.Messages.Cameras;

/// <summary>Why a paused camera tries again.</summary>
public enum ResumeReason
{
    /// <summary>The pause had lasted as long as it was to.</summary>
    Due,

    /// <summary>It was enabled once more.</summary>
    Enabled,

    /// <summary>Its settings, user or password were changed.</summary>
    SettingsChanged,
}
