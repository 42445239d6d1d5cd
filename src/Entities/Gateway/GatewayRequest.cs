using Akka.Actor;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Entities.Gateway;

/// <summary>A caller's wait for an answer. Local.</summary>
/// <param name="message">What is sent to the entity.</param>
/// <param name="id">The command's or query's id.</param>
/// <param name="hash">Of the body: waits of the same command may share what is sent.</param>
/// <param name="timeout">How long the caller waits.</param>
internal sealed class GatewayRequest(IEntityMessage message, string id, string hash, TimeSpan timeout) : INoSerializationVerificationNeeded
{
    private CancellationTokenRegistration cancellation;

    public IEntityMessage Message { get; } = message;

    public string Id { get; } = id;

    public string Hash { get; } = hash;

    public TimeSpan Timeout { get; } = timeout;

    public (EntityId Entity, string Id) Key => (Message.Entity, Id);

    public TaskCompletionSource<EntityAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Stops the wait when the token is cancelled.</summary>
    public void ForgetWhen(IActorRef actor, CancellationToken token) => cancellation = token.Register(() =>
    {
        Answer.TrySetCanceled(token);
        actor.Tell(new Forgotten(this), ActorRefs.NoSender);
    });

    public void Complete(EntityAnswer answer)
    {
        cancellation.Dispose();
        Answer.TrySetResult(answer);
    }

    /// <summary>The caller does not wait any more.</summary>
    internal sealed record Forgotten(GatewayRequest Request) : INoSerializationVerificationNeeded;
}
