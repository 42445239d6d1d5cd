namespace Fresnel.Engine.Audit;

/// <summary>What an audit looks at.</summary>
internal enum AuditCheck
{
    /// <summary>Every row of the journal can be read and is the engine's.</summary>
    Rows,

    /// <summary>Sequence numbers of an entity have no gaps and follow the journal's one order.</summary>
    Sequences,

    /// <summary>Activations of an entity never decrease, each begins with its event and is one more than the last.</summary>
    Activations,

    /// <summary>A command had its effect once: its events are those of one write, with one answer on the last.</summary>
    Once,

    /// <summary>The events and the answer of a command are what the entity decides about it in that state.</summary>
    Effects,

    /// <summary>Every acknowledged command is in the journal, with the answer that its callers had.</summary>
    Answers,

    /// <summary>The view in an answer, and the last view, are the fold of the journal.</summary>
    Views,

    /// <summary>No former owner answered a command that was sent after a newer activation had answered.</summary>
    FormerOwners,

    /// <summary>A snapshot is the fold of the events up to it, with the answers remembered by then.</summary>
    Snapshots,

    /// <summary>The status in the journal, which the catalogue is read from, is that of the fold.</summary>
    Statuses,

    /// <summary>The catalogue is the fold of the journal.</summary>
    Catalogue,

    /// <summary>Nothing that was started lives on.</summary>
    Processes,
}
