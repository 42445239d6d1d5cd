using Fresnel.Engine.Counting;
using Fresnel.Engine.Driver.Analysis;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Protocol;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Scenarios;

/// <summary>500 entities that must run on 3 nodes, one of which is killed: all answer within 5 s.</summary>
internal sealed class MustRunScenario : IScenario
{
    private const int Count = 500;
    private const double AnswersWithin = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <inheritdoc />
    public string Name => "must-run";

    /// <inheritdoc />
    public string Summary => "500 entities that must run on 3 nodes, one killed";

    /// <inheritdoc />
    public async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var load = new LoadPlan { Entities = Count, Pause = TimeSpan.FromSeconds(1) };
        await using var loaded = await run.StartAsync(new ClusterPlan(), load, cancellationToken);
        await EnableAsync(loaded, cancellationToken);
        await loaded.RestAsync(cancellationToken);
        var gaps = new List<FaultGap>();
        for (var i = 0; i < (run.Options.Repeats ?? 3); i++)
        {
            var victim = loaded.Cluster.Nodes[i % loaded.Cluster.Nodes.Count];
            gaps.AddRange(await loaded.TakeOverAsync(loaded.EntitiesOf(victim), victim.KillAsync, Limit, cancellationToken));
            await victim.StartAsync();
            await loaded.RestAsync(cancellationToken);
            run.Say($"{victim.Name} killed: longest {gaps.Max(gap => gap.Gap ?? Limit).TotalSeconds:0.0} s");
        }

        var what = $"takeover with {loaded.Load.Entities.Count} entities, a command a second each";
        run.Report.AddSpread(what, Spread.Of(gaps, Limit), max: AnswersWithin);
        await Closing.CloseAsync(loaded, mayFail: false, frozen: null, cancellationToken);
    }

    private static async Task EnableAsync(LoadedCluster loaded, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(loaded.Load.Entities, options, async (entity, cancel) => await EnableAsync(loaded, entity, cancel));
    }

    private static async Task EnableAsync(LoadedCluster loaded, EntityId entity, CancellationToken cancellationToken)
    {
        var (clock, gateway) = (loaded.Run.Clock, loaded.Cluster.Gateways.Next(null)!);
        var command = new IssuedCommand(entity, $"{entity.Name}-enable", new CounterCommands.Enable(), clock.Now);
        loaded.Ledger.Add(command);
        var request = new HostRequest("", HostOperation.Send, entity, command.CommandId, command.Command, (int)Limit.TotalMilliseconds);
        var response = await gateway.AskAsync(request, cancellationToken);
        if (response.Answer is not { Status: AnswerStatus.Accepted })
            throw new InvalidOperationException($"{entity} was not enabled: {response}");
        loaded.Ledger.Add(new Attempt(command, 1, gateway.Name, command.At, clock.Now, Limit, response.Answer));
    }
}
