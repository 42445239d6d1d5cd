using Fresnel.Engine.Driver;
using Fresnel.Engine.Driver.Load;

namespace Fresnel.Engine.Scenarios;

/// <summary>When which process was frozen: what it answers late then is nobody's wait, for its callers had turned to others.</summary>
internal sealed class OutageWindows
{
    private readonly List<(string Name, TimeSpan From, TimeSpan To)> windows = [];

    /// <summary>Opens a window that is closed with what is returned.</summary>
    public IDisposable Open(string name, RunClock clock) => new Window(this, name, clock);

    /// <summary>Whether a process was frozen while it had an attempt.</summary>
    public bool Contains(Attempt attempt)
    {
        lock (windows) return windows.Any(
            window => window.Name == attempt.Gateway && attempt.SentAt < window.To && attempt.EndedAt > window.From);
    }

    private sealed class Window(OutageWindows outages, string name, RunClock clock) : IDisposable
    {
        private readonly TimeSpan from = clock.Now;

        public void Dispose()
        {
            lock (outages.windows) outages.windows.Add((name, from, clock.Now));
        }
    }
}
