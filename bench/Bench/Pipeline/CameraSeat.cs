using Fresnel.Actors.Cameras;
using Fresnel.Actors.Cameras.Analysis;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Bench.Pipeline;

/// <summary>Sits where the camera's own actor sits: starts its analysis, and takes what that reports (episodes, a few a minute).</summary>
internal sealed class CameraSeat(AnalysisPlan plan, CameraServices services, FrameSlot slot, CameraLive live, TaskCompletionSource started) : Actor<EntityMessage>
{
    /// <summary>Reports taken.</summary>
    public static long Reports { get; private set; }

    protected override ValueTask OnStartedAsync()
    {
        slot.Attach(Context.Spawn(() => new AnalysisActor(plan, services, slot, live, new CameraLink(Context.Self)), "analysis"));
        started.SetResult();
        return default;
    }

    protected override ValueTask ReceiveAsync(EntityMessage message)
    {
        Reports++;
        return default;
    }
}
