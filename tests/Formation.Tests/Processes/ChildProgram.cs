using System.Globalization;
using Akka.Actor;
using Akka.Hosting;
using Fresnel.Entities.Formation;
using Fresnel.Formation.Tests.Support;
using Fresnel.Messages.Entities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Formation.Tests.Processes;

/// <summary>What this assembly does when it is run as a program: it is a node, or a process that hangs at its end.</summary>
internal static class ChildProgram
{
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(2.5);

    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["node", var database, var certificates]:
                await RunNodeAsync(database, certificates);
                return 0;
            case ["end", var code]:
                AppDomain.CurrentDomain.ProcessExit += (_, _) => new ManualResetEventSlim().Wait();
                new ProcessEnd(NullLoggerFactory.Instance).End(
                    (ProcessEndCode)int.Parse(code, CultureInfo.InvariantCulture), "the test ends the process");
                await Task.Delay(Timeout.Infinite);
                return 0;
            default:
                Console.Error.WriteLine("This is a test assembly: run it with dotnet test.");
                return 2;
        }
    }

    // Prints the standing when it changes, and what it is right after the process was frozen.
    private static async Task RunNodeAsync(string database, string certificates)
    {
        await using var formation = new NodeFormation(TestNode.Options(certificates, database));
        using var host = new HostBuilder()
            .ConfigureServices(services => services.AddAkka(formation.Options.SystemName, (builder, _) => builder
                .ConfigureLoggers(logging => logging.ClearLoggers())
                .WithCustomSerializer("test-wire", [typeof(IWireMessage)], system => new TestWireSerializer(system))
                .WithFormation(formation)))
            .Build();
        await host.StartAsync();
        var self = Akka.Cluster.Cluster.Get(host.Services.GetRequiredService<ActorSystem>()).SelfAddress;
        Console.Out.WriteLine($"address {self.Host}:{self.Port}");
        var was = false;
        for (var last = TimeProvider.System.GetTimestamp(); ; last = TimeProvider.System.GetTimestamp())
        {
            await Task.Delay(Sample);
            var froze = TimeProvider.System.GetElapsedTime(last) > Frozen;
            var good = formation.Standing.IsGood;
            if (froze) Console.Out.WriteLine($"woke {good}");
            if (good != was) Console.Out.WriteLine($"standing {good}");
            was = good;
        }
    }
}
