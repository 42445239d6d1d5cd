using System.Net.Http.Json;
using System.Text.Json;
using Fresnel.Messages.Cluster;
using Fresnel.Pbm.Commands;
using Fresnel.Pbm.Http;

namespace Fresnel.Pbm.Local;

/// <summary>Looks at the running processes of a local cluster from outside, as anyone with the token can.</summary>
internal sealed class LocalWatch(string token, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Limit };

    /// <summary>Whether a process is ready, and if not, why.</summary>
    public async Task<(bool Ready, string Detail)> HealthAsync(ProcessState process, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(process.Address, "health/ready"), cancellationToken);
            if (response.IsSuccessStatusCode) return (true, "ready");
            var health = await response.Content.ReadFromJsonAsync<Health>(cancellationToken);
            var wrong = (health?.Checks ?? []).Where(c => !c.Ok).Select(c => $"{c.Name}: {c.Detail}").ToArray();
            return (false, wrong.Length > 0 ? string.Join("; ", wrong) : $"it answered {(int)response.StatusCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, "it does not answer");
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException)
        {
            return (false, "its port does not answer yet");
        }
    }

    /// <summary>Waits until processes are ready.</summary>
    /// <exception cref="PbmException">One ended, or is not ready in time.</exception>
    public async Task ReadyAsync(IReadOnlyCollection<ProcessState> processes, LocalFolder folder, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        foreach (var process in processes)
        {
            while (true)
            {
                if (processes.FirstOrDefault(p => p.Running is not { IsAlive: true }) is { } ended)
                    throw new PbmException($"{ended.Id} ended while it started: {folder.LastWords(ended.Id)}", ExitCodes.Failed);
                var (ready, detail) = await HealthAsync(process, cancellationToken);
                if (ready) break;
                if (time.GetElapsedTime(began) > StartPatience)
                    throw new PbmException($"{process.Id} was not ready within {Times.Text(StartPatience)}: {detail} (its logs: {folder.LogOf(process.Id)}, {folder.DataOf(process.Id)}/logs)", ExitCodes.TimedOut);
                await Task.Delay(Look, time, cancellationToken);
            }
        }
    }

    /// <summary>The whole, as the first of the processes that answers tells it; null where none does.</summary>
    public async Task<ClusterViews.Summary?> SummaryAsync(IEnumerable<ProcessState> processes, CancellationToken cancellationToken) =>
        (await AskAsync<ClusterViews.Summary>(processes, Paths.Cluster, cancellationToken))?.Value;

    /// <summary>The members, as the first of the processes that answers tells them.</summary>
    public async Task<IReadOnlyList<ClusterViews.Member>> MembersAsync(IEnumerable<ProcessState> processes, CancellationToken cancellationToken) =>
        (await AskAsync<ClusterViews.MemberList>(processes, Paths.Members, cancellationToken))?.Value.Members ?? [];

    /// <summary>How many cameras are enabled, and of how many frames are analysed, as all nodes together tell.</summary>
    public async Task<(int Analysing, int Enabled)> CamerasAsync(IEnumerable<ProcessState> nodes, CancellationToken cancellationToken)
    {
        var told = await Task.WhenAll(nodes.Select(async node => (await AskAsync<CameraView.List>([node], Paths.Cameras, cancellationToken))?.Value.Items ?? []));
        int Count(Func<CameraView, bool> counts) => told.SelectMany(cameras => cameras).Where(counts).Select(c => c.Name).Distinct().Count();
        return (Count(c => c.Live?.Counters is { AnalysedFps: > 0 }), Count(c => c.Status is "enabled"));
    }

    /// <summary>Waits until a condition holds, or its time is up.</summary>
    /// <returns>Whether it holds.</returns>
    public async Task<bool> UntilAsync(Func<Task<bool>> holds, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!await holds())
        {
            if (time.GetElapsedTime(began) > patience) return false;
            await Task.Delay(Look, time, cancellationToken);
        }

        return true;
    }

    /// <summary>A client of some processes' API.</summary>
    public ClusterClient Client(IEnumerable<ProcessState> processes, TimeSpan limit) => new(new Target([.. processes.Select(p => p.Address)], token, "the local cluster"), limit, time);

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private async Task<Answer<T>?> AskAsync<T>(IEnumerable<ProcessState> processes, string path, CancellationToken cancellationToken)
    {
        var alive = processes.Where(p => p.Running is { IsAlive: true }).ToArray();
        if (alive.Length == 0) return null;
        using var client = Client(alive, Limit);
        try
        {
            return await client.GetAsync<T>(path, cancellationToken);
        }
        catch (Exception fault) when (fault is ProblemException or UnreachableException)
        {
            return null; // it is on its way up, or down
        }
    }

    private sealed record Health(IReadOnlyList<Check>? Checks);

    private sealed record Check(string? Name, bool Ok, string? Detail);
}
