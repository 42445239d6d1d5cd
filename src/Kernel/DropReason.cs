namespace Fresnel.Kernel;

/// <summary>Why a message was never handled.</summary>
public enum DropReason
{
    /// <summary>The mailbox was full, and its policy chose this message.</summary>
    Overflow,

    /// <summary>The actor has stopped, or stopped before its turn came.</summary>
    Stopped,
}
