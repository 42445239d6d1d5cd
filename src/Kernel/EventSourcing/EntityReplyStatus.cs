namespace Fresnel.Kernel.EventSourcing;

/// <summary>How a command or query ended.</summary>
public enum EntityReplyStatus
{
    /// <summary>Carried out, or answered. Final.</summary>
    Accepted,

    /// <summary>Refused by the entity. Final: the same command id gets the same answer.</summary>
    Refused,

    /// <summary>Not decided, or not known to be written (see <see cref="RefusalCodes"/>). Sending it again with the same id is safe.</summary>
    Unavailable,
}
