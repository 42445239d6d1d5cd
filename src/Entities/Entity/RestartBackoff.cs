namespace Fresnel.Entities.Entity;

/// <summary>
/// Waits that double with each failure in a row, up to a limit, and vary by a fifth so that many entities do not come back at once.
/// </summary>
internal sealed class RestartBackoff(EntityOptions options)
{
    private const double Jitter = 0.2;

    private int failures;

    public TimeSpan Next()
    {
        var wait = options.RestartAfter * Math.Pow(2, Math.Min(failures++, 30));
        if (wait > options.RestartAfterAtMost) wait = options.RestartAfterAtMost;
        return wait * (1 - (Jitter * Random.Shared.NextDouble()));
    }

    public void Reset() => failures = 0;
}
