using Fresnel.Clustering.Tests.Hosting;
using Fresnel.Faults.Tests.Audit;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Fresnel.Storage.Projections;
using Xunit.Abstractions;

namespace Fresnel.Faults.Tests.Deliveries;

/// <summary>Deliveries that come twice or out of order, below the hosting and the journal as they run.</summary>
public abstract class DeliveryTests(ITestOutputHelper output) : IDisposable
{
    protected const int Shards = 8;
    private const int Senders = 8;
    private static readonly WireCodec Codec = new(typeof(CounterActor).Assembly);

    private readonly string folder = TestPlaces.NewFolder();

    /// <summary>The nodes, all of which send and any of which may own an entity.</summary>
    protected abstract string[] Nodes { get; }

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Commands_DuplicatedAndReordered_HaveOneEffectAndOneAnswer()
    {
        var seed = Random.Shared.Next();
        var commands = 0;
        for (var round = 0; round < SlowTests.Choose(2, 20); round++) commands += await RunAsync(seed + round);
        Assert.True(commands >= SlowTests.Choose(2, 20) * Senders * 200, $"{commands} commands");
    }

    /// <summary>An empty broker, and an empty journal beside an empty store of observations.</summary>
    private protected abstract Task<DeliveryWorld> OpenAsync(string folder);

    private async Task<int> RunAsync(int seed)
    {
        var faults = new DeliveryFaults(seed, 0.1, "fresnel.shard.", "fresnel.reply");
        var ledger = new CommandLedger();
        await using var world = await OpenAsync(Path.Combine(folder, $"{seed}"));
        var broker = new UnreliableBroker(world.Broker, faults, TimeProvider.System);
        var sums = new Dictionary<string, int>();
        var nodes = new List<TestNode>();
        try
        {
            foreach (var name in Nodes) nodes.Add(new TestNode(name, broker, world.Journal, world.Journal, TimeProvider.System, Shards, null));
            await Eventually.IsAsync(() => Task.FromResult(nodes.Sum(node => node.Cluster.Status.ShardsOwned) == Shards && nodes.All(node => node.Cluster.Status.ShardsOwned > 0)), "every node has a part");
            var sent = await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => SendAsync(nodes[sender % nodes.Count], ledger, sender, new Random(unchecked(seed + (sender * 7919))))));
            foreach (var (counter, amount) in sent.SelectMany(one => one)) sums[counter] = sums.GetValueOrDefault(counter) + amount;
            foreach (var (counter, sum) in sums) Assert.Equal(sum, (await nodes[0].ReadAsync(counter)).Total);
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }

        var report = await AuditAsync(Path.Combine(folder, $"{seed}"), world, ledger);
        output.WriteLine($"seed {seed}: {faults.Duplicated} duplicated, {faults.Overtaken} overtaken; {report}");
        report.AssertClean($"seed {seed}");
        Assert.True(faults.Duplicated > 100 && faults.Overtaken > 100, $"seed {seed}: {faults.Duplicated} duplicated, {faults.Overtaken} overtaken");
        return report.Commands;
    }

    /// <summary>One sender: to a counter of its own, one command after the other; and to those of all, some at the same time and some twice.</summary>
    private static async Task<List<(string Counter, int Amount)>> SendAsync(TestNode node, CommandLedger ledger, int sender, Random random)
    {
        var added = new List<(string, int)>();
        var own = 0;
        for (var i = 0; i < 100; i++)
        {
            var amount = random.Next(1, 1000);
            own += amount;

            // Who waits for each answer sees the effects in the order of the commands.
            Assert.Equal(own, await AddAsync(node, ledger, $"own-{sender}", $"{sender}-{i}", amount));
            added.Add(($"own-{sender}", amount));

            var shared = $"shared-{random.Next(3)}";
            var many = Enumerable.Range(0, random.Next(1, 5)).Select(n => (Id: $"{sender}-{i}-{n}", Amount: random.Next(-50, 1000))).ToList();
            await Task.WhenAll(many.Select(one => AddAsync(node, ledger, shared, one.Id, one.Amount)).Concat(many.Take(1).Select(one => AddAsync(node, ledger, shared, one.Id, one.Amount))));
            added.AddRange(many.Where(one => one.Amount >= 0).Select(one => (shared, one.Amount)));
        }

        return added;
    }

    private static async Task<int> AddAsync(TestNode node, CommandLedger ledger, string counter, string id, int amount)
    {
        var reply = await node.SendAsync(counter, new CounterCommand.Add(amount), id).AsTask().WaitAsync(Eventually.Patience);
        ledger.Add(new AcknowledgedCommand(new EntityId("counter", counter), id, (reply as Refusal)?.Code, reply));
        return (reply as CounterValue)?.Total ?? 0;
    }

    private static async Task<AuditReport> AuditAsync(string path, DeliveryWorld world, CommandLedger ledger)
    {
        await using var projections = SqliteProjectionStore.Open($"{path}.projections");
        await using var empty = SqliteProjectionStore.Open($"{path}.empty");
        return await JournalEntityAudit.Over(world.Journal, projections, empty, world.Observations, Codec).RunAsync(ledger);
    }
}
