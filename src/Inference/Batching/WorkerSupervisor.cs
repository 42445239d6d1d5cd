using Fresnel.Inference.Engines;
using Microsoft.Extensions.Logging;

namespace Fresnel.Inference.Batching;

/// <summary>
/// Keeps one worker at work for a batcher: in the place of one whose run never ends comes another, with the model loaded anew, until too many are lost.
/// Guarded by the batcher's lock.
/// </summary>
internal sealed class WorkerSupervisor(AdaptiveBatcher batcher, BatchClock clock, BatcherOptions options, Func<IDetectorEngine> load, int most, ILogger logger)
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool stopping;

    /// <summary>Runs given up and still under way.</summary>
    public int Lost { get; private set; }

    /// <summary>Whether so many are lost that there is no worker.</summary>
    public bool Down => Lost >= options.MaxLostRuns;

    /// <summary>Ends when the worker has ended, after <see cref="Stop"/>; does not wait for those that were given up.</summary>
    public Task Ended => ended.Task;

    /// <summary>Starts a worker.</summary>
    /// <param name="engine">Its engine; null: loaded by the worker.</param>
    public void Start(IDetectorEngine? engine) => new EngineWorker(batcher, clock, options, engine, load, most).Start(batcher.Model);

    /// <summary>Gives a worker up and starts another.</summary>
    public void GiveUp(EngineWorker worker)
    {
        worker.GiveUp();
        Lost++;
        InferenceLog.RunGivenUp(logger, batcher.Model, Lost, options.MaxLostRuns);
        if (Down) InferenceLog.ModelDown(logger, batcher.Model, Lost);
        if (stopping) ended.TrySetResult();
        else if (!Down) Start(null);
    }

    /// <summary>A worker's thread ends: at the end, or because a run that was given up has ended after all.</summary>
    public void OnEnded(EngineWorker worker)
    {
        if (!worker.GivenUp)
        {
            ended.TrySetResult();
            return;
        }

        var wasDown = Down;
        Lost--;
        InferenceLog.LostRunReturned(logger, batcher.Model, Lost);
        if (wasDown && !stopping) Start(null);
    }

    /// <summary>No worker is started any more.</summary>
    public void Stop()
    {
        stopping = true;
        if (Down) ended.TrySetResult();
    }
}
