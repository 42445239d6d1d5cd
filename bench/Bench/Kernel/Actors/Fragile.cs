using Fresnel.Kernel;

namespace Fresnel.Bench.Kernel.Actors;

/// <summary>Fails at each message, and says when it has started.</summary>
internal sealed class Fragile(Countdown started) : Actor<object>
{
    protected override ValueTask OnStartedAsync()
    {
        started.Signal();
        return default;
    }

    protected override ValueTask ReceiveAsync(object message) => throw new InvalidOperationException("broken");
}
