using System.Globalization;
using System.Security.Cryptography;
using Fresnel.LocalCluster.Processes;

namespace Fresnel.LocalCluster;

/// <summary>Changes a cluster of this machine. Each step is remembered as soon as it is done, so that any later command finds what this one left.</summary>
public sealed class MachineCluster(LocalFolder folder, TimeProvider time, Action<string> say)
{
    /// <summary>How many nodes a first start makes.</summary>
    public const int DefaultNodes = 3;

    /// <summary>How many cameras a first start makes.</summary>
    public const int DefaultCameras = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly LocalServers servers = new(folder);
    private readonly LocalProcesses processes = new(folder, LocalPrograms.Find(), time);

    /// <summary>Starts what does not run, makes what is missing, and waits until all of it works. What it started is stopped again where it fails or is interrupted.</summary>
    /// <returns>The cluster, and how it was when it was last looked at.</returns>
    public async Task<(ClusterState State, LocalStatus Status)> UpAsync(UpRequest request, CancellationToken cancellationToken)
    {
        var known = ClusterState.Load(folder.Root);
        var nodes = request.Nodes ?? known?.Nodes().Count() ?? DefaultNodes;
        var state = Grown(known ?? New(request.Video), nodes);
        if (state.Nodes().Count() > nodes) say($"This cluster has {state.Nodes().Count()} nodes: all of them are started. 'pbm cluster leave NODE' takes one out.");
        state.Save(folder);
        var undo = new Stack<Func<Task>>();
        try
        {
            say("Starting RabbitMQ and PostgreSQL.");
            foreach (var name in new[] { LocalServers.Broker, LocalServers.Database }.Where(name => servers.Now(name).Process is null)) undo.Push(() => servers.KillAsync(name, CancellationToken.None)); // one that has just begun to start hears nothing else, and has nothing to lose
            await servers.StartAsync(cancellationToken);
            state = await StartAsync(state, [.. state.Processes.Where(p => p.Running is not { IsAlive: true })], undo, cancellationToken);
            return (state, await WorkingAsync(state, request, isNew: known is null, cancellationToken));
        }
        catch
        {
            if (undo.Count > 0) say("Stopping what was started.");
            while (undo.TryPop(out var step)) await step();
            throw;
        }
    }

    /// <summary>Adds nodes to a running cluster.</summary>
    /// <returns>The cluster, and the names of the new ones.</returns>
    public async Task<(ClusterState State, IReadOnlyList<string> Added)> AddAsync(int count, CancellationToken cancellationToken)
    {
        var before = Running();
        var state = Grown(before, before.Nodes().Count() + count);
        var added = state.Nodes().Where(n => before.Find(n.Id) is null).ToArray();
        var undo = new Stack<Func<Task>>();
        try
        {
            state = await StartAsync(state, added, undo, cancellationToken);
            using var watch = new LocalWatch(state.Token, time);
            await watch.ReadyAsync([.. added.Select(n => state.Find(n.Id)!)], folder, cancellationToken);
        }
        catch
        {
            while (undo.TryPop(out var step)) await step();
            before.Save(folder);
            throw;
        }

        return (state, [.. added.Select(n => n.Id)]);
    }

    /// <summary>kill -9 of a process or server.</summary>
    /// <returns>Its process, or null where it did not run.</returns>
    public async Task<int?> KillAsync(string id, CancellationToken cancellationToken)
    {
        var state = Known();
        if (IsServer(id))
        {
            var process = servers.Now(id).Process;
            await servers.KillAsync(id, cancellationToken);
            return process;
        }

        var found = state.Find(id)!;
        var alive = found.Running is { IsAlive: true } mark ? mark.Pid : (int?)null;
        await processes.KillAsync(found, cancellationToken);
        return alive;
    }

    /// <summary>Stops a process or server in good order where it runs, starts it again, and waits until it is ready.</summary>
    public async Task RestartAsync(string id, CancellationToken cancellationToken)
    {
        var state = Known();
        if (IsServer(id))
        {
            await servers.StopAsync(id, cancellationToken);
            await servers.StartAsync(id, cancellationToken);
            return;
        }

        await StopAsync(state.Find(id)!, cancellationToken);
        state = await StartAsync(state, [state.Find(id)!], new Stack<Func<Task>>(), cancellationToken);
        using var watch = new LocalWatch(state.Token, time);
        await watch.ReadyAsync([state.Find(id)!], folder, cancellationToken);
    }

    /// <summary>Stops everything in good order: nodes, lighthouse, servers. What they wrote stays.</summary>
    /// <returns>Whether anything ran.</returns>
    public async Task<bool> DownAsync(CancellationToken cancellationToken)
    {
        var state = Known();
        var ran = state.Processes.Any(p => p.Running is { IsAlive: true }) || servers.Now(LocalServers.Broker).Process is not null || servers.Now(LocalServers.Database).Process is not null;
        if (ran) say("Stopping the nodes.");
        await Task.WhenAll(state.Nodes().Select(node => StopAsync(node, cancellationToken)));
        if (state.Find(ProcessState.Lighthouse) is { } lighthouse) await StopAsync(lighthouse, cancellationToken);
        (state with { Processes = [.. state.Processes.Select(p => p with { Running = null })] }).Save(folder);
        if (ran) say("Stopping RabbitMQ and PostgreSQL.");
        await Task.WhenAll(EndAsync(LocalServers.Broker), EndAsync(LocalServers.Database));
        return ran;
    }

    /// <summary>The names of its processes and servers.</summary>
    public IReadOnlyList<string> Names() => [.. Known().Processes.Select(p => p.Id), LocalServers.Broker, LocalServers.Database];

    private static bool IsServer(string id) => id is LocalServers.Broker or LocalServers.Database;

    private static ClusterState New(string video) => new()
    {
        Token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)),
        Video = video,
        Processes = [new ProcessState(ProcessState.Lighthouse, FreePort.Find(), null)],
    };

    /// <summary>With as many nodes as asked for, or as there are.</summary>
    private static ClusterState Grown(ClusterState state, int nodes)
    {
        for (var number = 1; state.Nodes().Count() < nodes; number++)
        {
            var id = $"node-{number}";
            if (state.Find(id) is null) state = state.With(new ProcessState(id, NewPort(state), null));
        }

        return state;
    }

    private static int NewPort(ClusterState state)
    {
        while (true)
        {
            var port = FreePort.Find();
            if (state.Processes.All(p => p.Port != port)) return port;
        }
    }

    private ClusterState Known() => ClusterState.Load(folder.Root)
        ?? throw new LocalClusterException($"there is no cluster in {folder.Root}: './fresnel cluster up' makes one, --data names another folder.", LocalClusterFault.NotFound);

    private ClusterState Running()
    {
        var state = Known();
        var down = new[] { LocalServers.Broker, LocalServers.Database }.Where(name => servers.Now(name).Process is null).ToArray();
        return down.Length == 0 ? state : throw new LocalClusterException($"the {string.Join(" and the ", down)} of the cluster in {folder.Root} does not run: './fresnel cluster up' starts what is missing.");
    }

    private async Task<ClusterState> StartAsync(ClusterState state, ProcessState[] wanted, Stack<Func<Task>> undo, CancellationToken cancellationToken)
    {
        var (broker, database) = servers.Addresses() ?? throw new LocalClusterException($"the cluster in {folder.Root} has no broker or database yet: './fresnel cluster up' makes them.");
        if (wanted.Length > 0) say($"Starting {string.Join(", ", wanted.Select(p => p.Id))}.");
        foreach (var process in wanted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var placed = FreePort.IsFree(process.Port) ? process : process with { Port = NewPort(state) };
            if (placed != process) say($"Port {process.Port} of {process.Id} is taken by another program: it moves to {placed.Port}.");
            var started = await processes.StartAsync(placed, state.Token, broker, database);
            undo.Push(() => processes.KillAsync(started, CancellationToken.None));
            state = state.With(started);
            state.Save(folder);
        }

        return state;
    }

    /// <summary>Waits until processes are ready, shards owned, cameras there and analysing.</summary>
    /// <returns>How all of it is: well, or what it was like when patience ended.</returns>
    private async Task<LocalStatus> WorkingAsync(ClusterState state, UpRequest request, bool isNew, CancellationToken cancellationToken)
    {
        using var watch = new LocalWatch(state.Token, time);
        await watch.ReadyAsync(state.Processes.ToArray(), folder, cancellationToken);
        say("All are ready; the shards find their owners.");
        if (!await watch.UntilAsync(async () => await watch.SummaryAsync(state.Processes, cancellationToken) is { } whole && whole.ShardsOwned == whole.Shards, Patience, cancellationToken))
            say("Not every shard has an owner yet.");
        var wanted = request.Cameras ?? (isNew ? DefaultCameras : 0);
        var made = await new LocalCameras(state).EnsureAsync(wanted, request.Fps, cancellationToken);
        if (made > 0) say(string.Create(CultureInfo.InvariantCulture, $"Made {made} camera{(made == 1 ? "" : "s")} on {state.Video}, {request.Fps:0.##} frames a second analysed of each."));
        var status = await LookAsync();
        if (!await watch.UntilAsync(async () => status.Well || (status = await LookAsync()).Well, Patience, cancellationToken)) // a shard that moves between nodes has no owner meanwhile
            say($"Not all of it is well yet: './fresnel cluster status{folder.Option}' tells how far it is.");
        return status;

        Task<LocalStatus> LookAsync() => LocalStatus.ReadAsync(folder, state, time, cancellationToken);
    }

    private async Task StopAsync(ProcessState process, CancellationToken cancellationToken)
    {
        if (!await processes.StopAsync(process, cancellationToken)) say($"{process.Id} did not end when it was told to, and was killed.");
    }

    /// <summary>Stops a server in good order, or else at once: nothing is left running.</summary>
    private async Task EndAsync(string server)
    {
        try
        {
            await servers.StopAsync(server, CancellationToken.None);
        }
        catch (ServerException)
        {
            await servers.KillAsync(server, CancellationToken.None);
        }
    }
}
