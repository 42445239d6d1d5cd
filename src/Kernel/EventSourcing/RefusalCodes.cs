namespace Fresnel.Kernel.EventSourcing;

/// <summary>Refusals that the kernel itself gives. None is remembered: asking again is safe.</summary>
public static class RefusalCodes
{
    /// <summary>The command's deadline had passed before it was decided.</summary>
    public const string DeadlinePassed = "deadline-passed";

    /// <summary>The entity's shard has another owner now.</summary>
    public const string Fenced = "fenced";

    /// <summary>The journal could not be written; whether it was is found out when the command is sent again.</summary>
    public const string StoreUnavailable = "store-unavailable";

    /// <summary>What the journal holds of the entity, or where it would write, is not what was written. Nothing was written, and asking again does not help.</summary>
    public const string StoreDamaged = "store-damaged";

    /// <summary>The stream moved twice while the command was decided.</summary>
    public const string Conflict = "conflict";

    /// <summary>The entity does not know the command or query.</summary>
    public const string UnknownCommand = "unknown-command";

    /// <summary>Deciding or answering threw an exception, which is logged. Nothing was written, and the entity goes on.</summary>
    public const string Failed = "failed";

    /// <summary>The entity was stopped before the command was on disk.</summary>
    public const string Stopping = "stopping";
}
