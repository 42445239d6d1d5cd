using System.Collections.Concurrent;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Commands;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Members;
using Fresnel.Journal.Codec;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Clustering.Tests.Hosting;

/// <summary>A node with counters, as one of several on a broker and a journal.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> starts = new();
    private readonly ConcurrentDictionary<string, int> running = new();
    private readonly ActorSystem system;

    public TestNode(string name, IBroker broker, IShardStore shards, IEntityStore store, TimeProvider time, int shardCount, Func<HostingOptions, HostingOptions>? shape)
    {
        Name = name;
        Time = time;
        system = new ActorSystem(time, NullLoggerFactory.Instance);
        var options = new HostingOptions { Node = name, Shards = shardCount };
        var kind = new EntityKind
        {
            Name = "counter",
            Create = environment => new CounterActor(environment, this),
            MustRun = static status => status == "enabled",
        };
        Cluster = new ClusterNode(
            broker,
            store,
            shards,
            new KernelCodec(new WireCodec(typeof(CounterActor).Assembly)),
            system,
            [kind],
            shape?.Invoke(options) ?? options,
            NullLoggerFactory.Instance,
            new MemberProfile { Address = () => $"http://{name}.test/" });
        Cluster.Start();
    }

    public string Name { get; }

    public TimeProvider Time { get; }

    public ClusterNode Cluster { get; }

    public IEntityGateway Gateway => Cluster.Gateway;

    public int Starts(string id) => starts.GetValueOrDefault(id);

    public bool Runs(string id) => running.GetValueOrDefault(id) > 0;

    public void Started(string id)
    {
        starts.AddOrUpdate(id, 1, static (_, n) => n + 1);
        running.AddOrUpdate(id, 1, static (_, n) => n + 1);
    }

    public void Stopped(string id) => running.AddOrUpdate(id, 0, static (_, n) => n - 1);

    public ValueTask<object> SendAsync(string id, object command, string? commandId = null) =>
        Gateway.SendAsync(new EntityId("counter", id), command, commandId ?? Guid.NewGuid().ToString("N"), Deadline(), default);

    public async Task<CounterValue> ReadAsync(string id) =>
        (CounterValue)await Gateway.QueryAsync(new EntityId("counter", id), new ReadCounter(), Deadline(), default);

    public DateTimeOffset Deadline(double seconds = 300) => Time.GetUtcNow().AddSeconds(seconds);

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await system.DisposeAsync();
    }
}
