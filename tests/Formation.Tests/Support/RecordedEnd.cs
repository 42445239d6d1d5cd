using Fresnel.Entities.Formation;

namespace Fresnel.Formation.Tests.Support;

/// <summary>Stands in for the end of the process: remembers it, and lets the actor system live on.</summary>
internal sealed class RecordedEnd : IProcessEnd
{
    private readonly TaskCompletionSource<(ProcessEndCode Code, string Reason)> ended =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the process was ended.</summary>
    public Task<(ProcessEndCode Code, string Reason)> Ended => ended.Task;

    public void End(ProcessEndCode code, string reason) => ended.TrySetResult((code, reason));
}
