using Fresnel.Engine.Counting;
using Fresnel.Messages;

namespace Fresnel.Engine.Audit;

/// <summary>The history of one entity, as its journal has it, and its fold.</summary>
internal sealed class EntityHistory
{
    private readonly CounterState[] states;

    /// <param name="entity">The entity.</param>
    /// <param name="rows">Its rows, by sequence number.</param>
    public EntityHistory(EntityId entity, IReadOnlyList<EntityRow> rows)
    {
        (Entity, Rows) = (entity, rows);
        states = new CounterState[rows.Count + 1];
        states[0] = CounterState.Initial;
        for (var i = 0; i < rows.Count; i++) states[i + 1] = rows[i].Event is CounterEvent happened ? states[i].Apply(happened) : states[i];
    }

    /// <summary>The entity.</summary>
    public EntityId Entity { get; }

    /// <summary>Its rows, by sequence number.</summary>
    public IReadOnlyList<EntityRow> Rows { get; }

    /// <summary>The fold of all rows.</summary>
    public CounterState State => states[^1];

    /// <summary>The fold of the first rows.</summary>
    /// <param name="rows">How many.</param>
    public CounterState StateAfter(int rows) => states[rows];

    /// <summary>The row of a sequence number; null where there is none.</summary>
    public EntityRow? Find(long sequence)
    {
        var at = IndexOf(sequence);
        return at < 0 ? null : Rows[at];
    }

    /// <summary>The fold up to a sequence number; null where the history has no such row.</summary>
    public CounterState? StateAt(long sequence)
    {
        var at = IndexOf(sequence);
        return at < 0 ? null : states[at + 1];
    }

    // Where the sequence has gaps, the place is not the number.
    private int IndexOf(long sequence)
    {
        if (sequence >= 1 && sequence <= Rows.Count && Rows[(int)sequence - 1].Sequence == sequence) return (int)sequence - 1;
        for (var i = 0; i < Rows.Count; i++)
        {
            if (Rows[i].Sequence == sequence) return i;
        }

        return -1;
    }
}
