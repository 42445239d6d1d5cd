using System.Globalization;
using Fresnel.LocalCluster.Processes;

namespace Fresnel.LocalCluster;

/// <summary>Starts, stops and kills lighthouse and nodes. They stay when this process ends; secrets go by the environment, which others cannot read.</summary>
internal sealed class LocalProcesses(LocalFolder folder, LocalPrograms programs, TimeProvider time)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Starts one; it is not ready yet.</summary>
    /// <param name="process">Which.</param>
    /// <param name="token">The token of its API.</param>
    /// <param name="broker">How it reaches the broker, with the password.</param>
    /// <param name="database">How it reaches the database, with the password.</param>
    /// <returns>The same with the mark of the process that runs now.</returns>
    public async Task<ProcessState> StartAsync(ProcessState process, string token, Uri broker, Uri database)
    {
        var lighthouse = process.Id == ProcessState.Lighthouse;
        var section = lighthouse ? "Lighthouse" : "Node";
        Directory.CreateDirectory(folder.DataOf(process.Id));
        File.Delete(folder.LogOf(process.Id)); // its last words are to be those of this start
        var command = new ServerCommand(programs.Runtime, lighthouse ? [programs.Lighthouse, "lighthouse"] : [programs.Node, "node"], folder.DataOf(process.Id))
        {
            Environment = new Dictionary<string, string>
            {
                [$"FRESNEL__{section}__Name"] = process.Id,
                [$"FRESNEL__{section}__Data"] = folder.DataOf(process.Id),
                ["FRESNEL__Api__Address"] = "127.0.0.1",
                ["FRESNEL__Api__Port"] = process.Port.ToString(CultureInfo.InvariantCulture),
                ["FRESNEL__Api__Token"] = token,
                ["FRESNEL__Cluster__Broker"] = broker.OriginalString,
                ["FRESNEL__Cluster__Database"] = database.OriginalString,
                ["DOTNET_NOLOGO"] = "1",
            },
        };
        using var started = await command.StartAsync(folder.LogOf(process.Id), ServerLifetime.Stays, "TERM");
        return process with { Running = ProcessMark.Of(started.Id) ?? throw new LocalClusterException($"{process.Id} ended at once: {folder.LastWords(process.Id)}") };
    }

    /// <summary>Asks it to leave and waits until it is gone; one that does not go is killed.</summary>
    /// <returns>Whether it went by itself.</returns>
    public async Task<bool> StopAsync(ProcessState process, CancellationToken cancellationToken)
    {
        if (process.Running is not { IsAlive: true } mark) return true;
        ProcessIds.Signal(mark.Pid, Libc.Sigterm);
        if (await GoneAsync(mark, StopPatience, cancellationToken)) return true;
        await KillAsync(process, cancellationToken);
        return false;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync(ProcessState process, CancellationToken cancellationToken)
    {
        if (process.Running is not { IsAlive: true } mark) return;
        ProcessIds.Signal(mark.Pid, Libc.Sigkill);
        if (!await GoneAsync(mark, KillPatience, cancellationToken)) throw new LocalClusterException($"{process.Id} (process {mark.Pid}) does not end although it was killed.");
    }

    private async Task<bool> GoneAsync(ProcessMark mark, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (mark.IsAlive)
        {
            if (time.GetElapsedTime(began) > patience) return false;
            await Task.Delay(Look, time, cancellationToken);
        }

        return true;
    }
}
