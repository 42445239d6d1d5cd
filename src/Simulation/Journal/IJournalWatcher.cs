using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Simulation.Journal;

/// <summary>Sees every change of a simulated journal at the moment of its commit.</summary>
internal interface IJournalWatcher
{
    /// <summary>An append was decided.</summary>
    /// <param name="append">The append.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="written">How many events it wrote.</param>
    void OnAppend(Append append, AppendOutcome outcome, int written);

    /// <summary>A shard was claimed.</summary>
    void OnClaim(int shard, long epoch, string owner);
}
