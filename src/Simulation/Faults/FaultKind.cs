namespace Fresnel.Simulation.Faults;

/// <summary>What is done to a simulated world.</summary>
public enum FaultKind
{
    /// <summary>A node is killed, and started again after a while.</summary>
    Kill,

    /// <summary>Every node is killed at once.</summary>
    KillAll,

    /// <summary>A node is stopped for up to 30 s, and goes on.</summary>
    Pause,

    /// <summary>A node is cut from the broker, not from the database.</summary>
    CutFromBroker,

    /// <summary>A node is cut from the database, not from the broker.</summary>
    CutFromDatabase,

    /// <summary>A node is cut from both.</summary>
    CutFromBoth,

    /// <summary>A node's connections to the broker end.</summary>
    Sever,

    /// <summary>The broker is killed, and started again after a while.</summary>
    BrokerCrash,

    /// <summary>The broker takes no messages for a while.</summary>
    BrokerBlocked,

    /// <summary>The database is stopped at once, and started again after a while.</summary>
    DatabaseCrash,

    /// <summary>Some answers of the journal are lost after the commit, for a while.</summary>
    LostAnswers,

    /// <summary>Commands, replies and notices come twice, for a while.</summary>
    Duplicates,

    /// <summary>Some messages take far longer than others, so that they overtake each other, for a while.</summary>
    SlowMessages,

    /// <summary>The queue of a baton is lost with the baton, and made again, empty.</summary>
    LostBaton,

    /// <summary>A shard's baton is copied: a second one of the same generation.</summary>
    DoubledBaton,

    /// <summary>An old baton comes back.</summary>
    OldBaton,

    /// <summary>A node hands a shard over.</summary>
    HandOver,

    /// <summary>A node leaves in good order, and is started again after a while.</summary>
    Leave,

    /// <summary>An administrator strikes a node: it is told to go, and its batons are void.</summary>
    Strike,

    /// <summary>A node of a new name is started.</summary>
    Add,
}
