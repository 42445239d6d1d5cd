using Fresnel.Kernel;

namespace Fresnel.Bench.Kernel.Actors;

/// <summary>Plays so many rounds.</summary>
internal sealed class Ping(ActorRef<Ball> pong, int rounds, Countdown done) : Actor<Ball>
{
    private int left = rounds + 1;
    private Ball? own;

    protected override ValueTask ReceiveAsync(Ball message)
    {
        if (--left > 0) pong.Tell(own ??= new Ball(Context.Self));
        else done.Signal();
        return default;
    }
}
