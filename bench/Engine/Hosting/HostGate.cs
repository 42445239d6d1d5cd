using Akka.Actor;
using Akka.Cluster;
using Fresnel.Engine.Counting;
using Fresnel.Engine.Protocol;
using Fresnel.Entities.Formation;
using Fresnel.Entities.Gateway;
using Fresnel.Entities.Reading;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Storage.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fresnel.Engine.Hosting;

/// <summary>What the driver may do with a host process.</summary>
internal sealed class HostGate(HostOptions options, IServiceProvider services) : IHostGate
{
    private const int PageSize = 10_000;

    private readonly IEntityGateway gateway = services.GetRequiredService<IEntityGateway>();
    private readonly IEntityCatalogue catalogue = services.GetRequiredService<IEntityCatalogue>();
    private readonly IEventSource events = services.GetRequiredService<IEventSource>();
    private readonly INodeStanding standing = services.GetRequiredService<INodeStanding>();
    private readonly IHostApplicationLifetime lifetime = services.GetRequiredService<IHostApplicationLifetime>();
    private readonly Cluster cluster = Cluster.Get(services.GetRequiredService<ActorSystem>());

    public HostIdentity Identity =>
        new(options.Name, options.Role, Environment.ProcessId, At(cluster.SelfAddress), cluster.SelfUniqueAddress.Uid);

    public Task<EntityAnswer> SendAsync(
        EntityId entity, string commandId, object command, TimeSpan deadline, CancellationToken cancellationToken) =>
        gateway.SendAsync(entity, command, commandId, deadline, cancellationToken);

    public Task<EntityAnswer> QueryAsync(EntityId entity, TimeSpan deadline, CancellationToken cancellationToken) =>
        gateway.QueryAsync(entity, new EntityMessages.GetView(), deadline, cancellationToken);

    public ClusterSight SeeCluster()
    {
        var state = cluster.State;
        var members = state.Members.OrderBy(member => member, Member.AgeOrdering).Select(member => new MemberSight(
            At(member.Address),
            member.UniqueAddress.Uid,
            member.Status.ToString(),
            !state.Unreachable.Contains(member),
            [.. member.Roles]));
        var leader = state.Leader is { } known ? At(known) : null;
        return new ClusterSight(At(cluster.SelfAddress), cluster.SelfUniqueAddress.Uid, leader, [.. members]);
    }

    public HostStanding SeeStanding() => new(standing.IsGood);

    public async Task<IReadOnlyList<ListedEntity>> ListAsync(CancellationToken cancellationToken)
    {
        var listed = new List<ListedEntity>();
        while (true)
        {
            var page = await catalogue.ListAsync(
                CounterState.Kind, listed.Count == 0 ? null : listed[^1].Entity.Name, PageSize, cancellationToken);
            listed.AddRange(page.Select(entry => new ListedEntity(entry.Entity, entry.Status, entry.MustRun)));
            if (page.Count < PageSize) return listed;
        }
    }

    public async Task<int> ReadEventsAsync(int limit, CancellationToken cancellationToken)
    {
        var (read, cursor) = (0, events.Start);
        while (read < limit)
        {
            var page = await events.ReadAsync(cursor, Math.Min(limit - read, PageSize), cancellationToken);
            if (page.Events.Count == 0) break;
            (read, cursor) = (read + page.Events.Count, page.Next);
        }

        return read;
    }

    public void Leave() => lifetime.StopApplication();

    private static string At(Address address) => $"{address.Host}:{address.Port}";
}
