namespace Fresnel.Bench.AkkaSide.Actors;

/// <summary>Completes when something has happened so many times.</summary>
internal sealed class Countdown(int count)
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left = count;

    public Task Task => done.Task;

    public void Signal()
    {
        if (Interlocked.Decrement(ref left) == 0) done.SetResult();
    }
}
