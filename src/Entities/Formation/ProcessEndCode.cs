namespace Fresnel.Entities.Formation;

/// <summary>Why a process ends itself, as its exit code.</summary>
public enum ProcessEndCode
{
    /// <summary>An operator removed the process from the cluster: it must stay down.</summary>
    Dismissed = 7,

    /// <summary>The process was downed or cut off, or is in the wrong cluster: it must be started again.</summary>
    StartAgain = 8,
}
