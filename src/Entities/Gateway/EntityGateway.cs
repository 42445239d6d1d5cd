using System.Diagnostics;
using Akka.Actor;
using Fresnel.Entities.Entity;
using Fresnel.Entities.Serialization;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;

namespace Fresnel.Entities.Gateway;

/// <summary>Spreads requests over a few <see cref="GatewayActor"/>s, each of which repeats what it was given.</summary>
internal sealed class EntityGateway(IReadOnlyList<IActorRef> actors, WireCodec codec, TimeProvider time) : IEntityGateway
{
    private const int LongestId = 128;

    /// <inheritdoc />
    public Task<EntityAnswer> SendAsync(EntityId entity, object command, string commandId, TimeSpan timeout,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(commandId);
        if (commandId.Length > LongestId) throw new ArgumentException(
            $"A command id has 1 to {LongestId} characters, this one has {commandId.Length}.", nameof(commandId));
        var message = new EntityMessages.Command(entity, commandId, command, time.GetUtcNow() + timeout, Activity.Current?.Id);
        return RequestAsync(new GatewayRequest(message, commandId, CommandHash.Of(codec.Encode(command)), timeout), cancellationToken);
    }

    /// <inheritdoc />
    public Task<EntityAnswer> QueryAsync(EntityId entity, object query, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var id = Guid.NewGuid().ToString("N");
        return RequestAsync(new GatewayRequest(new EntityMessages.Query(entity, id, query, time.GetUtcNow() + timeout), id, id, timeout),
            cancellationToken);
    }

    private Task<EntityAnswer> RequestAsync(GatewayRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // Remoting drops what is too large without a word.
            WireSerializer.EnsureMayBeSent(codec, request.Message);
        }
        catch (MessageTooLargeException large)
        {
            return Task.FromResult(new EntityAnswer(request.Message.Entity, request.Id, AnswerStatus.Refused, AnswerCodes.CommandTooLarge,
                large.Message));
        }

        var actor = actors[(request.Id.GetHashCode(StringComparison.Ordinal) & int.MaxValue) % actors.Count];
        if (cancellationToken.CanBeCanceled) request.ForgetWhen(actor, cancellationToken);
        actor.Tell(request, ActorRefs.NoSender);
        return request.Answer.Task;
    }
}
