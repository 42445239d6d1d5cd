namespace Fresnel.Simulation.Clock;

/// <summary>Something that is going to happen, unless it is cancelled.</summary>
internal sealed class AgendaEntry(Action action)
{
    private volatile bool cancelled;

    public bool IsCancelled => cancelled;

    /// <summary>Takes it off the agenda.</summary>
    public void Cancel() => cancelled = true;

    /// <summary>Lets it happen.</summary>
    public void Happen()
    {
        if (!cancelled) action();
    }
}
