using Fresnel.Simulation.Clock;

namespace Fresnel.Simulation.Network;

/// <summary>
/// A process of a simulated world. All that reaches it (answers, deliveries, its own timers) passes here: paused, it gets
/// it when it goes on; dead, never, so that its tasks wait for ever and touch nothing again.
/// </summary>
internal sealed class SimulatedProcess
{
    private readonly Lock gate = new();
    private readonly Agenda agenda;
    private readonly List<Action> timers = [];
    private readonly List<Action> inputs = [];
    private readonly TaskCompletionSource died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action? onKilled;

    public SimulatedProcess(Agenda agenda, string name)
    {
        this.agenda = agenda;
        Name = name;
        Clock = new SimulatedClock(agenda, due => Take(due, timers));
    }

    public string Name { get; }

    /// <summary>Its clock. It goes on while the process is paused; its timers do not fire then.</summary>
    public SimulatedClock Clock { get; }

    public bool IsPaused { get; private set; }

    /// <summary>When it was paused, while it is.</summary>
    public TimeSpan PausedSince { get; private set; }

    public bool IsDead => died.Task.IsCompleted;

    /// <summary>Completes when it is killed.</summary>
    public Task Died => died.Task;

    /// <summary>Something from outside reaches the process.</summary>
    public void Receive(Action input) => Take(input, inputs);

    /// <summary>Calls something when the process is killed; at once where it is dead already.</summary>
    public void WhenKilled(Action action)
    {
        lock (gate)
        {
            if (!IsDead)
            {
                onKilled += action;
                return;
            }
        }

        action();
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public void Kill()
    {
        Action? killed;
        lock (gate)
        {
            if (!died.TrySetResult()) return;
            killed = onKilled;
            timers.Clear();
            inputs.Clear();
        }

        killed?.Invoke();
    }

    /// <summary>As <c>SIGSTOP</c>.</summary>
    public void Pause()
    {
        lock (gate)
        {
            if (IsPaused || IsDead) return;
            (IsPaused, PausedSince) = (true, agenda.Now);
        }
    }

    /// <summary>As <c>SIGCONT</c>. What came meanwhile is there at once: messages in their order, timers in theirs, and which of both comes first is chance.</summary>
    public void Resume()
    {
        lock (gate)
        {
            if (!IsPaused) return;
            IsPaused = false;
            var (message, timer) = (0, 0);
            while (message < inputs.Count || timer < timers.Count)
            {
                var next = timer == timers.Count || (message < inputs.Count && agenda.Chance(0.5)) ? inputs[message++] : timers[timer++];
                agenda.After(TimeSpan.Zero, () => Take(next, inputs));
            }

            inputs.Clear();
            timers.Clear();
        }
    }

    private void Take(Action input, List<Action> kept)
    {
        lock (gate)
        {
            if (IsDead) return;
            if (IsPaused)
            {
                kept.Add(input);
                return;
            }
        }

        input();
    }
}
