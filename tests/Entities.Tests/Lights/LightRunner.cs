using Akka.Actor;
using Fresnel.Entities.Entity;

namespace Fresnel.Entities.Tests.Lights;

/// <summary>What a lamp runs: it tells the test what it hears, and reports its wiring until that is acknowledged.</summary>
internal sealed class LightRunner : ReceiveActor, IWithTimers
{
    public LightRunner(IActorRef test, bool wires)
    {
        Receive<EntityRun.Changed>(changed => test.Tell(changed));
        Receive<EntityRun.Perform>(perform =>
        {
            test.Tell(perform);
            if (wires) Timers.StartPeriodicTimer("wire", new Wire(), TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        });
        Receive<Wire>(_ => Context.Parent.Tell(new EntityRun.Report(new LightCommands.Wired(), "wire")));
        Receive<EntityRun.Reported>(reported =>
        {
            Timers.Cancel("wire");
            test.Tell(reported);
        });
        Receive<EntityRun.Stop>(stop =>
        {
            test.Tell(stop);
            Context.Stop(Self);
        });
        Receive<string>(_ => throw new InvalidOperationException("the runner breaks"));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private sealed record Wire;
}
