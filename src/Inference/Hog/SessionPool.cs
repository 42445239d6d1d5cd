using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Hog;

/// <summary>
/// Sessions of one model, one for each thread that runs levels: threads that share a session wait for each other at its memory pool, a sixth of the time on
/// two cores.
/// </summary>
internal sealed class SessionPool : IDisposable
{
    private readonly ModelSession[] all;
    private readonly ModelSession[] free;
    private readonly Lock gate = new();
    private int count;

    /// <summary>A pool of sessions, which it owns.</summary>
    public SessionPool(params ModelSession[] sessions)
    {
        all = sessions;
        free = [.. sessions];
        count = sessions.Length;
    }

    /// <summary>The first session, to ask about the model.</summary>
    public ModelSession First => all[0];

    /// <summary>Takes a session that nobody uses; as many may be out at once as there are.</summary>
    public ModelSession Take()
    {
        lock (gate) return count > 0 ? free[--count] : throw new InvalidOperationException("More threads than sessions.");
    }

    /// <summary>Gives one back.</summary>
    public void Return(ModelSession session)
    {
        lock (gate) free[count++] = session;
    }

    /// <summary>Asks the runs under way to end; see <see cref="ModelSession.Interrupt"/>.</summary>
    public void Interrupt()
    {
        foreach (var session in all) session.Interrupt();
    }

    /// <summary>Forgets an interruption that came too late; see <see cref="ModelSession.Resume"/>.</summary>
    public void Resume()
    {
        foreach (var session in all) session.Resume();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in all) session.Dispose();
    }
}
