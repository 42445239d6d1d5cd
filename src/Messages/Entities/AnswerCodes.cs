namespace Fresnel.Messages.Entities;

/// <summary>Codes of answers that the engine itself gives; none of those below <see cref="Unchanged"/> is journaled.</summary>
public static class AnswerCodes
{
    /// <summary>The command was carried out.</summary>
    public const string Done = "done";

    /// <summary>Nothing had to be done: the entity is as the command asks already.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>The deadline passed before a final answer came; the command may have been carried out where that is said.</summary>
    public const string DeadlinePassed = "deadline-passed";

    /// <summary>The journal could not be read or written.</summary>
    public const string StoreUnavailable = "store-unavailable";

    /// <summary>What the journal holds of the entity cannot be read; asking again does not help.</summary>
    public const string StoreDamaged = "store-damaged";

    /// <summary>The entity does not know the command or query.</summary>
    public const string UnknownCommand = "unknown-command";

    /// <summary>The command id was used before for another command.</summary>
    public const string CommandIdReused = "command-id-reused";

    /// <summary>Deciding threw an exception, which is logged. Nothing was journaled.</summary>
    public const string Failed = "failed";

    /// <summary>
    /// The answer is larger than <see cref="Wire.WireLimits.LargestAnswer"/> and comes without its view. Final: sending the command again
    /// gives the same. A command is <see cref="AnswerStatus.Accepted"/> all the same, since it was carried out; a query is refused.
    /// </summary>
    public const string AnswerTooLarge = "answer-too-large";

    /// <summary>The command is larger than <see cref="Wire.WireLimits.LargestCommand"/>.</summary>
    public const string CommandTooLarge = "command-too-large";

    /// <summary>The entity is starting, moving or waiting for its node to be in good standing.</summary>
    public const string Starting = "starting";

    /// <summary>Another activation of the entity took over.</summary>
    public const string Fenced = "fenced";

    /// <summary>The kind of entity is not known to this cluster.</summary>
    public const string UnknownKind = "unknown-kind";
}
