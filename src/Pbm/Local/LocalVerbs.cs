using System.CommandLine;
using Fresnel.LocalCluster;
using Fresnel.Pbm.Commands;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Local;

/// <summary><c>local …</c>, reached as <c>./fresnel cluster …</c>: a real cluster on this machine.</summary>
internal static class LocalVerbs
{
    /// <summary>The group.</summary>
    public static Command Create(Surroundings around)
    {
        var data = new Option<string?>("--data") { Description = "Folder that the cluster is kept in (default: ./data).", HelpName = "DIR", Recursive = true };
        var json = new Option<bool>("--json") { Description = "JSON for programs." };
        var name = new Argument<string>("NAME") { Description = "node-1, …, lighthouse, broker or database." };
        var count = new Argument<int>("N") { Description = "How many (default: 1).", DefaultValueFactory = _ => 1 };
        Check(count, 1, 20);

        var status = new Command("status", "Processes, shards, cameras (exit code 6 where something is not well).") { json };
        status.SetAction(async (parse, cancellationToken) =>
        {
            var folder = Folder(parse);
            var state = ClusterState.Load(folder.Root) ?? throw new PbmException($"there is no cluster in {folder.Root}: './fresnel cluster up' makes one, --data names another folder.", ExitCodes.NotFound);
            var found = await LocalStatus.ReadAsync(folder, state, around.Time, cancellationToken);
            if (parse.GetValue(json)) new Screen(around).Json(found);
            else LocalStatusTable.Print(found, new Screen(around), folder);
            return found.Well ? ExitCodes.Ok : ExitCodes.Degraded;
        });

        var kill = new Command("kill", "kill -9 of a node, the lighthouse, the broker or the database: to see what happens.") { name };
        Changes(kill, async (cluster, parse, cancellationToken) =>
        {
            var id = Named(cluster, parse);
            var process = await cluster.KillAsync(id, cancellationToken);
            Say(process is null ? $"{id} did not run." : $"{id} (process {process}) was killed. './fresnel cluster restart {id}{Folder(parse).Option}' starts it again.");
        });

        var restart = new Command("restart", "Stops one in good order where it runs, and starts it again.") { name };
        Changes(restart, async (cluster, parse, cancellationToken) =>
        {
            var id = Named(cluster, parse);
            await cluster.RestartAsync(id, cancellationToken);
            Say($"{id} is ready.");
        });

        var add = new Command("add", "Adds nodes; shards move to them by themselves.") { count };
        Changes(add, async (cluster, parse, cancellationToken) =>
        {
            var (state, added) = await cluster.AddAsync(parse.GetValue(count), cancellationToken);
            foreach (var id in added) Say($"{id} is ready: {state.Find(id)!.Address}. Shards move to it when it has been up for a few seconds.");
        });

        var down = new Command("down", "Stops all of it in good order; what was recorded stays, and 'up' goes on with it.");
        Changes(down, async (cluster, parse, cancellationToken) =>
            Say(await cluster.DownAsync(cancellationToken) ? $"All of it is stopped; './fresnel cluster up{Folder(parse).Option}' goes on where it was." : "Nothing of it ran."));

        return new Command(RootVerbs.Local, "A real cluster on this machine: RabbitMQ, PostgreSQL, a lighthouse and nodes, which stay until 'down'.")
        {
            data, UpVerb.Create(around, data), status, kill, restart, add, down,
        };

        LocalFolder Folder(ParseResult parse) => new(around.FullPath(parse.GetValue(data) ?? "data"), parse.GetValue(data));

        string Named(MachineCluster cluster, ParseResult parse)
        {
            var id = parse.GetRequiredValue(name);
            var all = cluster.Names();
            if (all.Contains(id)) return id;
            var near = Hints.Near(id, all);
            var known = near.Length > 0 ? near : $" it has {string.Join(", ", all)}.";
            throw new PbmException($"the cluster in {Folder(parse).Root} has no '{Cell.Clean(id)}':{known}", ExitCodes.NotFound);
        }

        void Say(string line) => around.Output.WriteLine(line);

        void Changes(Command verb, Func<MachineCluster, ParseResult, CancellationToken, Task> run) => verb.SetAction(async (parse, cancellationToken) =>
        {
            await Task.Yield(); // only then is Ctrl-C heard: nothing may be started before
            var folder = Folder(parse);
            if (!File.Exists(ClusterState.PathIn(folder.Root))) throw new PbmException($"there is no cluster in {folder.Root}: './fresnel cluster up' makes one, --data names another folder.", ExitCodes.NotFound);
            using var held = folder.Lock();
            await run(new MachineCluster(folder, around.Time, Say), parse, cancellationToken);
            return ExitCodes.Ok;
        });
    }

    /// <summary>Allows a range of numbers.</summary>
    internal static void Check(Argument<int> argument, int least, int most) => argument.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is var n && (n < least || n > most)) result.AddError($"{argument.Name} is {n}; allowed: {least} to {most}");
    });
}
