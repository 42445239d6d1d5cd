using Fresnel.Kernel.Supervision;

namespace Fresnel.Kernel;

/// <summary>
/// State with a mailbox: handles one message at a time, on the thread pool, and shares nothing.
/// An exception from any method here reaches the parent's <see cref="SupervisionStrategy"/>.
/// </summary>
/// <typeparam name="TMessage">What it receives; a class or a struct.</typeparam>
/// <remarks>
/// A restart makes a new instance through the factory given at spawn, and keeps the mailbox, the reference and the watchers;
/// timers, watches and children of the old instance are gone, and what it put aside is handled first. Where an instance is <see cref="IAsyncDisposable"/> or
/// <see cref="IDisposable"/> it is disposed of when it is replaced or has stopped.
/// </remarks>
public abstract class Actor<TMessage>
{
    private IActorContext<TMessage>? context;

    /// <summary>The actor's surroundings; there from <see cref="OnStartedAsync"/> on, not in the constructor. Use it only inside the actor's own turn.</summary>
    /// <exception cref="InvalidOperationException">Read in the constructor.</exception>
    protected IActorContext<TMessage> Context =>
        context ?? throw new InvalidOperationException($"The context of {GetType().Name} is not there in its constructor; use OnStartedAsync.");

    /// <summary>What to do when a child fails. Asked for once per instance. Default: <see cref="SupervisionStrategy.Default"/>.</summary>
    protected virtual SupervisionStrategy Supervision => SupervisionStrategy.Default;

    /// <summary>Handles one message. The next one comes when this has completed.</summary>
    protected abstract ValueTask ReceiveAsync(TMessage message);

    /// <summary>Before the first message, and after each restart on the new instance.</summary>
    protected virtual ValueTask OnStartedAsync() => default;

    /// <summary>After the last message, while the children still run.</summary>
    protected virtual ValueTask OnStoppingAsync() => default;

    /// <summary>On the old instance before it is replaced; its children have stopped already.</summary>
    /// <param name="cause">Why it is replaced: its own exception, or a sibling's.</param>
    protected virtual ValueTask OnRestartingAsync(Exception cause) => default;

    /// <summary>Last of all; the children have stopped.</summary>
    protected virtual ValueTask OnStoppedAsync() => default;

    internal void Attach(IActorContext<TMessage> context) => this.context = context;

    internal SupervisionStrategy ChildStrategy() => Supervision;

    internal ValueTask DeliverAsync(TMessage message) => ReceiveAsync(message);

    internal ValueTask StartAsync() => OnStartedAsync();

    internal ValueTask StopAsync() => OnStoppingAsync();

    internal ValueTask ReplaceAsync(Exception cause) => OnRestartingAsync(cause);

    internal virtual ValueTask EndAsync() => OnStoppedAsync();
}
