using Fresnel.Kernel;

namespace Fresnel.Bench.Kernel.Actors;

/// <summary>Counts its messages down, twice.</summary>
internal sealed class Signaller(Countdown first, Countdown second) : Actor<object>
{
    protected override ValueTask ReceiveAsync(object message)
    {
        first.Signal();
        second.Signal();
        return default;
    }
}
