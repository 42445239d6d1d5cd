namespace Fresnel.LocalCluster;

/// <summary>How a local cluster is: each process, shards, cameras.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Rows">Servers, lighthouse, nodes.</param>
/// <param name="Shards">Shards that have an owner; null where nobody told.</param>
/// <param name="AllShards">All shards; null where nobody told.</param>
/// <param name="Analysing">Cameras of which frames are analysed.</param>
/// <param name="Cameras">Cameras that are enabled.</param>
/// <param name="Problems">What the cluster itself says is wrong.</param>
public sealed record LocalStatus(
    string Folder, IReadOnlyList<LocalStatus.Row> Rows, int? Shards, int? AllShards, int Analysing, int Cameras, IReadOnlyList<string> Problems)
{
    /// <summary>A process.</summary>
    /// <param name="Id">Its name.</param>
    /// <param name="State"><c>running</c> or <c>not-running</c> (a server), <c>ready</c>, <c>not-ready</c>, <c>ended</c> (by itself, killed, or with the machine) or <c>stopped</c>.</param>
    /// <param name="Process">Its process id, or null.</param>
    /// <param name="Port">Its port, or null where it never had one.</param>
    /// <param name="Shards">Shards it holds; null for what holds none.</param>
    /// <param name="Entities">Entities it has in memory; null for what has none.</param>
    /// <param name="Detail">Why it is not ready.</param>
    public sealed record Row(string Id, string State, int? Process, int? Port, int? Shards, int? Entities, string? Detail);

    /// <summary>Whether all of it works.</summary>
    public bool Well => Rows.All(r => r.State is "running" or "ready") && Problems.Count == 0 && Shards is not null && Shards == AllShards && Analysing >= Cameras;

    /// <summary>Whether nothing of it runs.</summary>
    public bool Stopped => Rows.All(r => r.Process is null);

    /// <summary>Looks at everything.</summary>
    public static async Task<LocalStatus> ReadAsync(LocalFolder folder, ClusterState state, TimeProvider time, CancellationToken cancellationToken)
    {
        using var watch = new LocalWatch(state.Token, time);
        var healths = state.Processes.Select(async p => (p.Id, Health: p.Running is { IsAlive: true } ? await watch.HealthAsync(p, cancellationToken) : (false, null!))).ToArray();
        var summary = watch.SummaryAsync(state.Processes, cancellationToken);
        var members = watch.MembersAsync(state.Processes, cancellationToken);
        var cameras = watch.CamerasAsync(state.Nodes(), cancellationToken);
        var health = (await Task.WhenAll(healths)).ToDictionary(h => h.Id, h => h.Health);
        var (whole, known, (analysing, enabled)) = (await summary, await members, await cameras);
        var servers = new LocalServers(folder);
        return new LocalStatus(
            folder.Root,
            [
                .. new[] { LocalServers.Broker, LocalServers.Database }.Select(name => Server(name, servers)),
                .. state.Processes.Select(p => Of(p, health[p.Id], known.FirstOrDefault(m => m.Id == p.Id))),
            ],
            whole?.ShardsOwned,
            whole?.Shards,
            analysing,
            enabled,
            whole?.Problems ?? []);
    }

    private static Row Server(string name, LocalServers servers)
    {
        var (process, port) = servers.Now(name);
        return new Row(name, process is null ? "not-running" : "running", process, port, null, null, null);
    }

    private static Row Of(ProcessState process, (bool Ready, string Detail) health, ClusterAnswers.Member? member)
    {
        var alive = process.Running is { IsAlive: true } mark ? mark.Pid : (int?)null;
        var state = alive is not null ? health.Ready ? "ready" : "not-ready" : process.Running is null ? "stopped" : "ended";
        var isNode = process.Id != ProcessState.Lighthouse && alive is not null;
        return new Row(process.Id, state, alive, process.Port, isNode ? member?.Shards ?? 0 : null, isNode ? member?.Entities ?? 0 : null, state == "not-ready" ? health.Detail : null);
    }
}
