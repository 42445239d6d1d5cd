using System.Text.Json;

namespace Fresnel.LocalCluster;

/// <summary>Looks at the running processes of a local cluster from outside, as anyone with the token can.</summary>
internal sealed class LocalWatch(string token, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);

    private readonly ProcessApi api = new(token, Limit);

    /// <summary>Whether a process is ready, and if not, why.</summary>
    public async Task<(bool Ready, string Detail)> HealthAsync(ProcessState process, CancellationToken cancellationToken)
    {
        try
        {
            var (ready, status, health) = await api.HealthAsync(process, cancellationToken);
            if (ready) return (true, "ready");
            var wrong = (health?.Checks ?? []).Where(c => !c.Ok).Select(c => $"{c.Name}: {c.Detail}").ToArray();
            return (false, wrong.Length > 0 ? string.Join("; ", wrong) : $"it answered {status}");
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
    /// <exception cref="LocalClusterException">One ended, or is not ready in time.</exception>
    public async Task ReadyAsync(IReadOnlyCollection<ProcessState> processes, LocalFolder folder, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        foreach (var process in processes)
        {
            while (true)
            {
                if (processes.FirstOrDefault(p => p.Running is not { IsAlive: true }) is { } ended)
                    throw new LocalClusterException($"{ended.Id} ended while it started: {folder.LastWords(ended.Id)}");
                var (ready, detail) = await HealthAsync(process, cancellationToken);
                if (ready) break;
                if (time.GetElapsedTime(began) > StartPatience)
                {
                    throw new LocalClusterException(
                        $"{process.Id} was not ready within {StartPatience.TotalSeconds:0} s: {detail} (its logs: {folder.LogOf(process.Id)}, {folder.DataOf(process.Id)}/logs)",
                        LocalClusterFault.TimedOut);
                }

                await Task.Delay(Look, time, cancellationToken);
            }
        }
    }

    /// <summary>The whole, as the first of the processes that answers tells it; null where none does.</summary>
    public Task<ClusterAnswers.Summary?> SummaryAsync(IEnumerable<ProcessState> processes, CancellationToken cancellationToken) =>
        api.FindAsync<ClusterAnswers.Summary>(processes, "cluster", cancellationToken);

    /// <summary>The members, as the first of the processes that answers tells them.</summary>
    public async Task<IReadOnlyList<ClusterAnswers.Member>> MembersAsync(IEnumerable<ProcessState> processes, CancellationToken cancellationToken) =>
        (await api.FindAsync<ClusterAnswers.MemberList>(processes, "cluster/members", cancellationToken))?.Members ?? [];

    /// <summary>How many cameras are enabled, and of how many frames are analysed, as all nodes together tell.</summary>
    public async Task<(int Analysing, int Enabled)> CamerasAsync(IEnumerable<ProcessState> nodes, CancellationToken cancellationToken)
    {
        var told = await Task.WhenAll(nodes.Select(async node =>
            (await api.FindAsync<ClusterAnswers.CameraList>([node], LocalCameras.Path, cancellationToken))?.Items ?? []));
        int Count(Func<ClusterAnswers.Camera, bool> counts) => told.SelectMany(cameras => cameras).Where(counts).Select(c => c.Name).Distinct().Count();
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

    /// <inheritdoc />
    public void Dispose() => api.Dispose();
}
