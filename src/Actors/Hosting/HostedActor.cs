using Fresnel.Clustering.Hosting;
using Fresnel.Kernel;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Actors.Hosting;

/// <summary>An event-sourced actor as the cluster hosts it: commands and queries in, replies out.</summary>
public sealed class HostedActor : IHostedEntity, IEntityHost
{
    private readonly EntityPlacement placement;
    private readonly IMessageCodec codec;
    private readonly EntityPresence presence = new();
    private readonly TaskCompletionSource<Exception?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorRef<EntityMessage> actor;
    private EntityFencedException? fenced;

    /// <summary>Starts the actor at its place.</summary>
    /// <param name="system">Where it lives.</param>
    /// <param name="placement">The entity, its shard and epoch.</param>
    /// <param name="store">The journal.</param>
    /// <param name="codec">Its codec.</param>
    /// <param name="factory">Makes the actor's instances.</param>
    public HostedActor(
        ActorSystem system,
        EntityPlacement placement,
        IEntityStore store,
        IMessageCodec codec,
        Func<EntityEnvironment, EntityPresence, Actor<EntityMessage>> factory)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(placement);
        this.placement = placement;
        this.codec = codec;
        var environment = new EntityEnvironment
        {
            Stream = new StreamKey(placement.Id.Kind, placement.Id.Name),
            Shard = placement.Shard,
            Epoch = placement.Epoch,
            Store = store,
            Codec = codec,
            Host = this,
        };
        actor = system.Spawn(() => factory(environment, presence), $"{placement.Id.Kind}-{placement.Id.Name}-{placement.Epoch}-{Guid.NewGuid():N}");
        _ = EndAsync();
    }

    /// <inheritdoc />
    public bool MustRun => presence.MustRun;

    /// <inheritdoc />
    public Task<Exception?> Ended => ended.Task;

    /// <inheritdoc />
    public async ValueTask<object> HandleAsync(EntityRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var context = new MessageContext { CorrelationId = request.CorrelationId, CausationId = request.CommandId, Deadline = request.Deadline };
        var answered = new TaskCompletionSource<EntityReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        var replyTo = ReplyTo.Function<EntityReply>(answer => answered.TrySetResult(answer));
        EntityMessage message = request.CommandId is { } id ? new EntityCommand(request.Message, id, replyTo) : new EntityQuery(request.Message, replyTo);
        await actor.TellAsync(message, context, cancellationToken).ConfigureAwait(false);
        await Task.WhenAny(answered.Task, ended.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!answered.Task.IsCompleted) throw fenced ?? (Exception)new ActorStoppedException(actor.Path);
        var reply = await answered.Task.ConfigureAwait(false);
        if (reply.Status == EntityReplyStatus.Unavailable && reply.Refusal is { Code: RefusalCodes.Fenced } && fenced is { } fault) throw fault;
        return codec.Decode(reply.Message);
    }

    /// <inheritdoc />
    public async ValueTask StopAsync(bool drain)
    {
        actor.Stop(drain ? StopMode.Drain : StopMode.Discard);
        await ended.Task.ConfigureAwait(false);
    }

    /// <inheritdoc />
    void IEntityHost.OnIdle(StreamKey entity, ActorRef<EntityMessage> actor)
    {
        // The cluster's host measures idleness itself, from the commands it routes.
    }

    /// <inheritdoc />
    void IEntityHost.OnFenced(StreamKey entity, ActorRef<EntityMessage> actor, long epoch) => fenced = new EntityFencedException(placement.Id, epoch);

    private async Task EndAsync()
    {
        await actor.WhenStopped.ConfigureAwait(false);
        ended.TrySetResult(fenced);
    }
}
