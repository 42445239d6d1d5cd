namespace Fresnel.Faults.Tests.Deliveries;

/// <summary>How often deliveries go wrong, drawn from a seed. Thread-safe.</summary>
/// <param name="seed">Repeats the draws, in the order of the deliveries.</param>
/// <param name="share">The share of deliveries that come twice, and again the share that are overtaken; 0 to 0.5.</param>
/// <param name="queues">Prefix of the queues whose deliveries go wrong.</param>
internal sealed class DeliveryFaults(int seed, double share, params string[] queues)
{
    private readonly Lock gate = new();
    private readonly Random random = new(seed);
    private int duplicated;
    private int overtaken;

    /// <summary>Deliveries that came twice so far.</summary>
    public int Duplicated => Volatile.Read(ref duplicated);

    /// <summary>Deliveries that were held back so far, so that others overtook them.</summary>
    public int Overtaken => Volatile.Read(ref overtaken);

    /// <summary>Whether deliveries of a queue go wrong.</summary>
    public bool Concerns(string queue) => queues.Any(prefix => queue.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>What happens to the next delivery: whether it comes again, after how long, and for how long it is held back.</summary>
    public (TimeSpan? Again, TimeSpan? Held) Next()
    {
        lock (gate)
        {
            var drawn = random.NextDouble();
            var wait = TimeSpan.FromMilliseconds(random.Next(1, 30));
            if (drawn < share)
            {
                duplicated++;
                return (wait, null);
            }

            if (drawn >= 2 * share) return default;
            overtaken++;
            return (null, wait);
        }
    }
}
