using Fresnel.LocalCluster.Postgres;
using Fresnel.LocalCluster.Processes;
using Fresnel.LocalCluster.RabbitMq;

namespace Fresnel.LocalCluster.Tests.Support;

/// <summary>What this assembly does when it is run as a program: it starts a server and waits to be killed.</summary>
internal static class ChildProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        int? process;
        switch (arguments)
        {
            case ["postgres", var folder, var lifetime]:
                process = (await LocalPostgres.StartAsync(folder, Enum.Parse<ServerLifetime>(lifetime), default)).ProcessId;
                break;
            case ["rabbitmq", var folder, var lifetime]:
                process = (await LocalRabbitMq.StartAsync(folder, Enum.Parse<ServerLifetime>(lifetime), default)).ProcessId;
                break;
            default:
                Console.Error.WriteLine("This is a test assembly: run it with dotnet test.");
                return 2;
        }

        Console.Out.WriteLine(process);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
