using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Fresnel.Entities.Downing;
using Fresnel.Entities.Formation;
using Fresnel.Formation.Tests.Support;
using Fresnel.Tests.Servers;

namespace Fresnel.Formation.Tests.Downing;

/// <summary>The fast path alone: failure detector and resolver are too slow to remove anybody during a test.</summary>
[Collection(Postgres.Name)]
public sealed class FastPathTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly FormationTimes Times = new() { Proof = TimeSpan.Zero };

    private TestCluster cluster = null!;

    public async Task InitializeAsync() => cluster = await TestCluster.CreateAsync(server);

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task DeadProcess_IsRemovedAtOnce()
    {
        var nodes = await ThreeAsync();

        await nodes[2].DieAsync();

        await nodes[0].SeesUpAsync(2);
        await nodes[1].SeesUpAsync(2);
        Assert.Contains(nodes.Take(2).SelectMany(node => node.Log),
            line => line.Contains("is dead: its port refuses", StringComparison.Ordinal));
        Assert.All(nodes.Take(2), node => Assert.False(node.End.Ended.IsCompleted));
    }

    [Fact]
    public async Task DeadHolderOfTheLease_IsRemovedAndTheLeaseMoves()
    {
        var nodes = await ThreeAsync();
        var holder = Assert.Single(nodes, node => node.Formation.Lease.IsHeld);
        var rest = nodes.Where(node => node != holder).ToArray();

        await holder.DieAsync();

        foreach (var node in rest) await node.SeesUpAsync(2);
        await rest[0].UntilAsync(() => rest.Count(node => node.Formation.Lease.IsHeld) == 1, "one of the others holds the lease");
        Assert.All(rest, node => Assert.False(node.End.Ended.IsCompleted));
    }

    [Fact]
    public async Task MemberThatWasDownedAndExits_IsRemovedAtOnce()
    {
        var nodes = await ThreeAsync();
        nodes[0].Cluster.Down(nodes[2].Cluster.SelfAddress);
        await nodes[2].EndedAsync();

        await nodes[2].DieAsync();

        await nodes[0].SeesUpAsync(2); // the failure detector would need two minutes
        await nodes[1].SeesUpAsync(2);
    }

    [Fact]
    public async Task RefusedPortOfALivingSession_RemovesNobody()
    {
        var refusing = new RefusingPorts();
        var nodes = await ThreeAsync(refusing);
        var verdicts = FirstOf<DeathVerdict>(nodes[0].System);

        refusing.Refuses = nodes[2].Key.Endpoint;
        MakeSuspect(nodes[2], of: nodes[0]);

        var verdict = await verdicts.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((nodes[2].Cluster.SelfUniqueAddress, DeathEvidence.SessionLives), (verdict.Node, verdict.Evidence));
        await nodes[0].SeesUpAsync(3);
    }

    [Fact]
    public async Task RefusedPort_WithoutTheDatabase_RemovesNobody()
    {
        var refusing = new RefusingPorts();
        var link = cluster.Link();
        var nodes = await ThreeAsync(refusing, link);
        var verdicts = FirstOf<DeathVerdict>(nodes[0].System);
        link.Cut();
        await nodes[0].UntilAsync(() => nodes[0].Formation.Renewals!.Unbroken == TimeSpan.Zero, "the renewals are broken");

        refusing.Refuses = nodes[2].Key.Endpoint;
        MakeSuspect(nodes[2], of: nodes[0]);

        Assert.Equal(DeathEvidence.NoProof, (await verdicts.WaitAsync(TimeSpan.FromMinutes(1))).Evidence);
        await nodes[0].SeesUpAsync(3);
    }

    [Fact]
    public async Task FastPath_SwitchedOff_LeavesADeadProcessToTheResolver()
    {
        var nodes = await ThreeAsync(change: options => options.Downing.FastPath = false);

        var noticed = FirstOf<AssociationErrorEvent>(nodes[0].System);

        await nodes[2].DieAsync();

        await noticed.WaitAsync(TimeSpan.FromMinutes(1));
        await Task.Delay(TimeSpan.FromSeconds(3)); // where it is on, it acts within a fraction of this
        Assert.Equal(3, nodes[0].Cluster.State.Members.Count);
        Assert.All(nodes[0].Cluster.State.Members, member => Assert.Equal(MemberStatus.Up, member.Status));
    }

    private static void MakeSuspect(TestNode suspect, TestNode of) =>
        of.System.EventStream.Publish(new DisassociatedEvent(of.Cluster.SelfAddress, suspect.Cluster.SelfAddress, inbound: false));

    // The first event of a kind that the system publishes from now on.
    private static Task<T> FirstOf<T>(ActorSystem system)
    {
        var first = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Listener<T>(first))), typeof(T));
        return first.Task;
    }

    private async Task<TestNode[]> ThreeAsync(IPortProbe? ports = null, CuttableLink? link = null, Action<FormationOptions>? change = null)
    {
        var nodes = new TestNode[3];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = await cluster.StartAsync(change ?? (_ => { }), [], link, Times, ports, TestCluster.NoResolver);
        foreach (var node in nodes) await node.SeesUpAsync(3);
        foreach (var node in nodes) await node.StandsAsync();
        return nodes;
    }

    private sealed class RefusingPorts : IPortProbe
    {
        public string? Refuses { get; set; }

        public Task<PortAnswer> AskAsync(string endpoint, TimeSpan limit, CancellationToken cancellationToken) =>
            Task.FromResult(endpoint == Refuses ? PortAnswer.Refuses : PortAnswer.Accepts);
    }

    private sealed class Listener<T> : ReceiveActor
    {
        public Listener(TaskCompletionSource<T> first) => Receive<T>(published => first.TrySetResult(published));
    }
}
