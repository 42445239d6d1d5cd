using Fresnel.Kernel;

namespace Fresnel.Bench.Kernel.Actors;

/// <summary>Says that it has started, and does nothing more.</summary>
internal sealed class Starter(Countdown started) : Actor<object>
{
    protected override ValueTask OnStartedAsync()
    {
        started.Signal();
        return default;
    }

    protected override ValueTask ReceiveAsync(object message) => default;
}
