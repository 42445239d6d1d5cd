using Microsoft.Extensions.Logging;

namespace Fresnel.Kernel;

/// <summary>Actors of one process, on one clock.</summary>
public sealed class ActorSystem(TimeProvider time, ILoggerFactory loggers, ActorSystemOptions? options = null) : IAsyncDisposable
{
    /// <summary>The clock of all its actors.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Where its actors' loggers come from.</summary>
    public ILoggerFactory Loggers { get; } = loggers;

    /// <summary>How it is run.</summary>
    public ActorSystemOptions Options { get; } = options ?? new();

    /// <summary>Messages told to actors that had stopped.</summary>
    public long DeadLetters => throw new NotImplementedException();

    /// <summary>Makes an actor at the top, supervised by <see cref="ActorSystemOptions.Supervision"/>. May be called from anywhere.</summary>
    /// <inheritdoc cref="IActorContext{TMessage}.Spawn{TChild}"/>
    public ActorRef<TMessage> Spawn<TMessage>(Func<Actor<TMessage>> factory, string? name = null, SpawnOptions<TMessage>? options = null) =>
        throw new NotImplementedException();

    /// <summary>Stops all actors, children before parents, and completes when all have stopped.</summary>
    /// <param name="mode">What becomes of waiting messages.</param>
    /// <param name="cancellationToken">Ends the patience: what is still draining is discarded. It still completes when all have stopped.</param>
    public Task ShutdownAsync(StopMode mode = StopMode.Drain, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Stops all actors, discarding what waits.</summary>
    public async ValueTask DisposeAsync() => await ShutdownAsync(StopMode.Discard).ConfigureAwait(false);
}
