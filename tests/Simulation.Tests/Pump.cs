using Fresnel.Simulation.Clock;

namespace Fresnel.Simulation.Tests;

/// <summary>
/// Drives an agenda for tests that await on the real thread pool: what is due within a moment happens by itself, and what is
/// further off when time is let pass.
/// </summary>
internal sealed class Pump : IAsyncDisposable
{
    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource stop = new();
    private readonly Agenda agenda;
    private readonly Task pumping;
    private long target;

    public Pump(Agenda agenda)
    {
        this.agenda = agenda;
        pumping = Task.Run(PumpAsync);
    }

    /// <summary>Lets time pass.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        var until = agenda.Now + span;
        Volatile.Write(ref target, until.Ticks);
        while (agenda.Now < until) await Task.Delay(1);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await pumping;
        stop.Dispose();
    }

    private async Task PumpAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var allowed = TimeSpan.FromTicks(Volatile.Read(ref target));
            var near = agenda.Now + Near;
            if (agenda.Next is { } next && next <= (near > allowed ? near : allowed))
            {
                agenda.Take(next)?.Happen();
                await Task.Yield();
            }
            else if (agenda.Now < allowed)
            {
                agenda.Take(allowed)?.Happen();
            }
            else
            {
                await Task.Delay(1);
            }
        }
    }
}
