namespace Fresnel.Kernel.Supervision;

/// <summary>What a parent does when a child fails. Immutable; the counts are kept per child by its parent.</summary>
public sealed record SupervisionStrategy
{
    /// <summary>Restart the one that failed, at most 10 times in a minute, waiting 100 ms to 10 s in between; then stop it.</summary>
    public static SupervisionStrategy Default { get; } = new();

    /// <summary>Stop the one that failed.</summary>
    public static SupervisionStrategy Stopping { get; } = new() { Decide = static _ => Directive.Stop };

    /// <summary>Pass every failure on to the parent's own parent.</summary>
    public static SupervisionStrategy Escalating { get; } = new() { Decide = static _ => Directive.Escalate };

    /// <summary>Whom the directive applies to; default the one that failed.</summary>
    public SupervisionScope Scope { get; init; } = SupervisionScope.OneForOne;

    /// <summary>The directive for a failure; default restart. Must be pure.</summary>
    public Func<ChildFailure, Directive> Decide { get; init; } = static _ => Directive.Restart;

    /// <summary>Restarts allowed within <see cref="Window"/>, 0 or more; null for any number. Default 10.</summary>
    public int? MaxRestarts
    {
        get;
        init
        {
            if (value is { } n) ArgumentOutOfRangeException.ThrowIfNegative(n);
            field = value;
        }
    } = 10;

    /// <summary>The sliding window in which restarts are counted; more than zero. Default 1 min.</summary>
    public TimeSpan Window
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    /// <summary>What happens when restarts are used up: <see cref="Directive.Stop"/> (default) or <see cref="Directive.Escalate"/>.</summary>
    public Directive WhenExhausted
    {
        get;
        init => field = value is Directive.Stop or Directive.Escalate
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Used-up restarts end in Stop or Escalate.");
    } = Directive.Stop;

    /// <summary>The wait before a restart; null restarts at once. Default 100 ms to 10 s with 20 % jitter.</summary>
    public Backoff? Backoff { get; init; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    /// <summary>A child that ran this long without failing starts again from the shortest wait; default 1 min.</summary>
    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromMinutes(1);
}
