using Fresnel.Actors.Cameras;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages.Cameras;

namespace Fresnel.Actors.Tests.Cameras;

/// <summary>Settings and moments that tests share.</summary>
internal static class Sample
{
    public static DateTimeOffset Noon { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static CameraSettings Settings { get; } = new() { Source = "/videos/yard.mp4" };

    public static DateTimeOffset At(double seconds) => Noon.AddSeconds(seconds);

    /// <summary>Decides commands one after the other, a second apart, and applies what follows.</summary>
    public static CameraState After(params CameraCommand[] commands)
    {
        var state = CameraState.Initial;
        for (var i = 0; i < commands.Length; i++) state = Apply(state, state.Decide(commands[i], At(i)));
        return state;
    }

    public static CameraState Apply(CameraState state, Decision<CameraEvent> decision) =>
        decision.Events.Aggregate(state, static (folded, @event) => folded.Apply(@event));
}
