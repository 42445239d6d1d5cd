namespace Fresnel.Kernel.Cells;

/// <summary>Where an actor is in its life.</summary>
internal enum CellPhase
{
    /// <summary>There is no instance yet.</summary>
    New,

    /// <summary>Handles messages.</summary>
    Running,

    /// <summary>Failed; its parent decides.</summary>
    Failed,

    /// <summary>Waits before its restart.</summary>
    BackingOff,

    /// <summary>Its children are stopping, then it.</summary>
    Stopping,

    /// <summary>Gone.</summary>
    Stopped,
}
