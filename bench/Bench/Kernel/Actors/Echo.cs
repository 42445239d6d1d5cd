using Fresnel.Kernel;

namespace Fresnel.Bench.Kernel.Actors;

/// <summary>Answers.</summary>
internal sealed class Echo : Actor<ReplyTo<object>>
{
    protected override ValueTask ReceiveAsync(ReplyTo<object> message)
    {
        message.Tell(this);
        return default;
    }
}
