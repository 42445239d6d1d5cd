using System.Diagnostics;
using System.Globalization;
using Fresnel.Bench.Journal;
using Fresnel.Bench.Measuring;
using Fresnel.Clustering;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.RabbitMq;
using Fresnel.Journal.Codec;
using Fresnel.Journal.Postgres;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Fresnel.LocalCluster.Postgres;
using Fresnel.LocalCluster.Processes;
using Fresnel.LocalCluster.RabbitMq;
using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Bench.Clusters;

/// <summary>Commands that one node sends to entities on another, through RabbitMQ and PostgreSQL, each answered after its commit.</summary>
internal static class CommandRows
{
    private const int Queues = 64;
    private const int Gates = 256;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(4);

    /// <summary>Measures.</summary>
    public static async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        var measures = ((int[])[64, 256])
            .Select(callers => (Callers: callers, Measure: new Measure(string.Create(CultureInfo.InvariantCulture, $"commands, {callers} callers"), "commands/s", Better.Higher, Goal: 0.7)))
            .Where(row => run.Wants(row.Measure.Name))
            .ToArray();
        if (measures.Length == 0) return;
        await using var broker = await LocalRabbitMq.StartAsync(Path.Combine(run.Folder, "rabbitmq"), ServerLifetime.WithStarter, cancel);
        await using var server = await LocalPostgres.StartAsync(Path.Combine(run.Folder, "postgres-commands"), ServerLifetime.WithStarter, cancel);
        var places = 0;
        foreach (var (callers, measure) in measures)
            await run.CompareAsync(measure, _ => BareAsync(broker, server, callers, ++places), _ => NodesAsync(broker, server, callers, ++places), cancel);
        run.Note("commands: the baseline makes the same hops from plain loops and without actors: publish to 64 quorum queues with confirmation, consume, commit the journal's rows in groups over two connections, reply without confirmation, acknowledge. Callers, owner, broker and database share the machine.");
    }

    private static async Task<double> BareAsync(LocalRabbitMq broker, LocalPostgres server, int callers, int place)
    {
        var name = await PlaceAsync(broker, place);
        await using var database = await TemporaryDatabase.CreateAsync(server);
        await using var hops = await BareHops.StartAsync(broker.UriOf(name), database.Database, Queues, Gates);
        return await RateAsync(callers, hops.AskAsync);
    }

    private static async Task<double> NodesAsync(LocalRabbitMq broker, LocalPostgres server, int callers, int place)
    {
        var name = await PlaceAsync(broker, place);
        await using var database = await TemporaryDatabase.CreateAsync(server);
        await using var journal = await PostgresJournal.OpenAsync(database.Database, null, TimeProvider.System, default);
        await using var system = new ActorSystem(TimeProvider.System, NullLoggerFactory.Instance);
        var kind = new EntityKind
        {
            Name = "gate",
            Create = static environment => new GateActor(environment),
            MustRun = static _ => false,
            Options = new EntityOptions { SnapshotEvery = int.MaxValue },
        };
        await using var owner = Node("owner", [kind]);
        await using var asker = Node("asker", []);
        owner.Start();
        asker.Start();
        await owner.OwnsAsync(journal.ShardCount, default);
        return await RateAsync(callers, AskAsync);

        ClusterNode Node(string node, IReadOnlyList<EntityKind> kinds) => new(
            new RabbitMqBroker(RabbitMqAddress.Parse(broker.UriOf(name).AbsoluteUri), new RabbitMqOptions(), TimeProvider.System),
            journal, journal, new KernelCodec(new WireCodec(typeof(GateState).Assembly)), system, kinds, new HostingOptions { Node = node }, NullLoggerFactory.Instance);

        async Task AskAsync(int caller)
        {
            var entity = new EntityId("gate", AppendedRow.Id(caller % Gates));
            var answer = await asker.Gateway.SendAsync(entity, new GateCommand.Pass("someone"), Guid.NewGuid().ToString("N"), TimeProvider.System.GetUtcNow().AddSeconds(30), default);
            if (answer is Refusal refusal) throw new InvalidOperationException($"A command was refused: {refusal.Message}");
        }
    }

    private static async Task<string> PlaceAsync(LocalRabbitMq broker, int place)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"bench-{place}");
        await broker.AddVirtualHostAsync(name, default);
        return name;
    }

    // Everyone asks, waits for the answer, and asks again; after a second of warming up.
    private static async Task<double> RateAsync(int callers, Func<int, Task> askAsync)
    {
        await CountAsync(callers, askAsync, TimeSpan.FromSeconds(1.5));
        return await CountAsync(callers, askAsync, Span);
    }

    private static async Task<double> CountAsync(int callers, Func<int, Task> askAsync, TimeSpan span)
    {
        var start = Stopwatch.GetTimestamp();
        var answered = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            long count = 0;
            for (; Stopwatch.GetElapsedTime(start) < span; count++) await askAsync(caller);
            return count;
        })));
        return answered.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
