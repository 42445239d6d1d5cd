namespace Fresnel.Simulation.Clock;

/// <summary>
/// A clock of a simulated world. Its timers go through a gate that decides what becomes of one that is due: a process that
/// is paused gets it later, one that is dead never.
/// </summary>
/// <param name="agenda">The world's agenda.</param>
/// <param name="gate">Called with each timer that is due; null for a clock that nothing stops.</param>
internal sealed class SimulatedClock(Agenda agenda, Action<Action>? gate = null) : TimeProvider
{
    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Agenda.Beginning + agenda.Now;

    /// <inheritdoc />
    public override long GetTimestamp() => agenda.Now.Ticks;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new SimulatedTimer(agenda, gate, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
