using Fresnel.Servers.Postgres;
using Fresnel.Servers.Processes;

namespace Fresnel.Servers.Tests.Support;

/// <summary>What this assembly does when it is run as a program: it starts a server and waits to be killed.</summary>
internal static class ChildProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not ["postgres", var folder, var lifetime])
        {
            Console.Error.WriteLine("This is a test assembly: run it with dotnet test.");
            return 2;
        }

        var server = await LocalPostgres.StartAsync(folder, Enum.Parse<ServerLifetime>(lifetime), default);
        Console.Out.WriteLine(server.ProcessId);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
