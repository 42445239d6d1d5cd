using Fresnel.Kernel;

namespace Fresnel.Bench.Kernel.Actors;

/// <summary>Sends the ball back.</summary>
internal sealed class Pong : Actor<Ball>
{
    private Ball? own;

    protected override ValueTask ReceiveAsync(Ball message)
    {
        message.From!.Tell(own ??= new Ball(Context.Self));
        return default;
    }
}
