namespace Fresnel.Messages.Entities;

/// <summary>How a command or query ended.</summary>
public enum AnswerStatus
{
    /// <summary>Carried out, or answered. Final.</summary>
    Accepted,

    /// <summary>Refused by the entity. Final: the same command id gets the same answer.</summary>
    Refused,

    /// <summary>
    /// Not decided, or not known to be journaled (see <see cref="AnswerCodes"/>). Sending it again under the same id is safe.
    /// </summary>
    Unavailable,
}
