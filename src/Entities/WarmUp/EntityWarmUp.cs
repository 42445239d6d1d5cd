using Akka.Actor;
using Akka.Hosting;
using Fresnel.Entities.Decisions;
using Fresnel.Entities.Entity;
using Fresnel.Entities.Formation;
using Fresnel.Entities.Hosting;
using Fresnel.Entities.Persistence;
using Fresnel.Entities.Serialization;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.WarmUp;

/// <summary>
/// Runs a few real entities in a throw-away actor system before a node joins, so that the first entities that move to it find the code
/// compiled
/// and the connections to the database made: without it each of them is silent for a second longer. The rows go to tables of their own,
/// and are
/// deleted again.
/// </summary>
public static class EntityWarmUp
{
    private const int Entities = 24;
    private const int CommandsEach = 3;

    /// <summary>The longest time that a warm-up takes.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(4);

    /// <summary>Warms up. A failure, or no end within <see cref="Limit"/>, is logged and costs nothing but the warmth.</summary>
    /// <param name="store">The store of the process.</param>
    /// <param name="codec">The codec of the process.</param>
    /// <param name="kind">A kind of entity.</param>
    /// <param name="command">A command that each entity of the kind accepts, by number.</param>
    /// <param name="loggers">Where a failure is logged.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <typeparam name="TState">The state.</typeparam>
    /// <typeparam name="TCommand">The commands.</typeparam>
    /// <typeparam name="TEvent">The events.</typeparam>
    public static async Task RunAsync<TState, TCommand, TEvent>(
        EntityStoreOptions store, WireCodec codec, string kind, Func<int, TCommand> command, ILoggerFactory loggers, TimeProvider time,
            CancellationToken cancellationToken)
        where TState : class, IEntityState<TState, TCommand, TEvent>
        where TCommand : class
        where TEvent : class, IEntityEvent
    {
        ArgumentNullException.ThrowIfNull(store);
        var logger = loggers.CreateLogger(typeof(EntityWarmUp));
        var started = time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await WarmUpStore.UseAsync(store, async (apart, names) =>
            {
                using var host = Build(apart, codec, time);
                await host.StartAsync(limit.Token).ConfigureAwait(false);
                var system = host.Services.GetRequiredService<ActorSystem>();
                var props = EntityHosting.EntityProps<TState, TCommand, TEvent>(EntityEngine.Of(system),
                    new NodeIdentity("warm-up:0", "warm-up:0#0"), kind, new EntityOptions(), null);
                for (var life = 0; life < 2; life++) await LiveAsync(system, props, kind, names, command, time,
                    limit.Token).ConfigureAwait(false);
                await host.StopAsync(limit.Token).ConfigureAwait(false);
            }, Entities, kind, limit.Token).ConfigureAwait(false);
            WarmUpLog.Done(logger, (long)time.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // A cold node is slower, not wrong.
            WarmUpLog.Failed(logger, failure.GetBaseException().Message);
        }
    }

    private static IHost Build(EntityStoreOptions store, WireCodec codec, TimeProvider time)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddAkka("warm-up", akka => akka
            .ConfigureLoggers(loggers => loggers.ClearLoggers())
            .WithWire(codec)
            .WithEntityStore(store)
            .WithEntityEngine(new EntityEngineOptions(), new AlwaysGood(), null, time));
        return builder.Build();
    }

    private static async Task LiveAsync<TCommand>(
        ActorSystem system, Func<string, Props> props, string kind, IReadOnlyList<string> names, Func<int, TCommand> command,
            TimeProvider time, CancellationToken cancellationToken)
        where TCommand : class
    {
        var entities = names.Select(name => system.ActorOf(Made.By(() => new WarmUpShard(props(name))))).ToArray();
        var deadline = time.GetUtcNow() + AnswerLimit;
        for (var i = 0; i < CommandsEach; i++)
        {
            var asked = names.Select((name, number) =>
            {
                var message = new EntityMessages.Command(new EntityId(kind, name), Guid.NewGuid().ToString("N"), command(number), deadline);
                return entities[number].Ask<EntityAnswer>(RoundTrip(system, message), AnswerLimit, cancellationToken);
            });
            foreach (var answer in await Task.WhenAll(asked).ConfigureAwait(false)) RoundTrip(system, answer);
        }

        await Task.WhenAll(entities.Select(entity => entity.GracefulStop(AnswerLimit, EntityStop.Instance))).ConfigureAwait(false);
    }

    private static T RoundTrip<T>(ActorSystem system, T message)
        where T : class
    {
        var serializer = system.Serialization.FindSerializerFor(message);
        var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, message);
        return (T)system.Serialization.Deserialize(serializer.ToBinary(message), serializer.Identifier, manifest);
    }

    private sealed class AlwaysGood : INodeStanding
    {
        public bool IsGood => true;
    }

    /// <summary>The signals to stop are for the process's own host.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
