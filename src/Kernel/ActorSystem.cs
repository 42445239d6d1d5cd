using System.Collections.Concurrent;
using Fresnel.Kernel.Asking;
using Fresnel.Kernel.Cells;
using Microsoft.Extensions.Logging;

namespace Fresnel.Kernel;

/// <summary>Actors of one process, on one clock.</summary>
public sealed class ActorSystem : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Type, object> askPools = new();
    private readonly Lock randomGate = new();
    private readonly Cell<object> root;
    private long deadLetters;

    /// <summary>Creates a system with no actors.</summary>
    /// <param name="time">The clock of all its actors.</param>
    /// <param name="loggers">Where its actors' loggers come from.</param>
    /// <param name="options">How it is run.</param>
    public ActorSystem(TimeProvider time, ILoggerFactory loggers, ActorSystemOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggers);
        Time = time;
        Loggers = loggers;
        Options = options ?? new();
        Log = loggers.CreateLogger("Fresnel.Kernel");
        NextRandom = DrawRandom;
        ActorNames.Check(Options.Name);
        root = new Cell<object>(this, null, Options.Name, static () => new Root(), SpawnOptions<object>.Default);
        root.Start();
    }

    /// <summary>The clock of all its actors.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where its actors' loggers come from.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>How it is run.</summary>
    public ActorSystemOptions Options { get; }

    /// <summary>Messages that no actor handled because theirs had stopped.</summary>
    public long DeadLetters => Interlocked.Read(ref deadLetters);

    /// <summary>The actors at the top that are alive now.</summary>
    public IReadOnlyCollection<ActorRef> Actors => root.Children;

    internal ILogger Log { get; }

    internal Func<double> NextRandom { get; }

    /// <summary>Makes an actor at the top, supervised by <see cref="ActorSystemOptions.Supervision"/>. May be called from anywhere.</summary>
    /// <inheritdoc cref="IActorContext{TMessage}.Spawn{TChild}"/>
    /// <exception cref="InvalidOperationException">The system is shutting down.</exception>
    public ActorRef<TMessage> Spawn<TMessage>(Func<Actor<TMessage>> factory, string? name = null, SpawnOptions<TMessage>? options = null) =>
        root.Spawn(factory, name, options);

    /// <summary>Stops all actors, children before parents, and completes when all have stopped.</summary>
    /// <param name="mode">What becomes of waiting messages.</param>
    /// <param name="cancellationToken">Ends the patience: what is still draining is discarded. It still completes when all have stopped.</param>
    public async Task ShutdownAsync(StopMode mode = StopMode.Drain, CancellationToken cancellationToken = default)
    {
        root.Stop(mode);
        await using (cancellationToken.UnsafeRegister(static root => ((ActorRef)root!).Stop(StopMode.Discard), root).ConfigureAwait(false))
        {
            await root.WhenStopped.ConfigureAwait(false);
        }
    }

    /// <summary>Stops all actors, discarding what waits.</summary>
    public async ValueTask DisposeAsync() => await ShutdownAsync(StopMode.Discard).ConfigureAwait(false);

    internal void CountDeadLetter() => Interlocked.Increment(ref deadLetters);

    internal AskPool<TReply> AskPool<TReply>() =>
        (AskPool<TReply>)askPools.GetOrAdd(typeof(TReply), static (_, time) => new AskPool<TReply>(time), Time);

    private double DrawRandom()
    {
        lock (randomGate) return Options.Random.NextDouble();
    }

    /// <summary>The parent of those at the top; receives nothing.</summary>
    private sealed class Root : Actor<object>
    {
        protected override ValueTask ReceiveAsync(object message) => default;
    }
}
