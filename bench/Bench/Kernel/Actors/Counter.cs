using Fresnel.Kernel;

namespace Fresnel.Bench.Kernel.Actors;

/// <summary>Counts its messages.</summary>
internal sealed class Counter(int expected, Countdown done) : Actor<object>
{
    private int seen;

    protected override ValueTask ReceiveAsync(object message)
    {
        if (++seen == expected) done.Signal();
        return default;
    }
}
