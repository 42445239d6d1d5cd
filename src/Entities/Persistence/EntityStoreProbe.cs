using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Fresnel.Storage.Events;

namespace Fresnel.Entities.Persistence;

/// <summary>Asks the journal plugins something, so that a node whose journal does not work does not join.</summary>
public static class EntityStoreProbe
{
    private const string Nobody = "probe/nobody";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly LoadSnapshot Latest = new(Nobody, SnapshotSelectionCriteria.Latest, long.MaxValue);

    private static readonly (string Journal, string Snapshots)[] Plugins =
    [
        ("akka.persistence.journal.sql", "akka.persistence.snapshot-store.sql"),
        ("akka.persistence.journal.sharding", "akka.persistence.snapshot-store.sharding"),
    ];

    /// <summary>Reads through each plugin of <see cref="EntityStoreHosting.WithEntityStore"/>. Writes nothing.</summary>
    /// <param name="system">The actor system.</param>
    /// <param name="options">The store, for the message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EventSourceUnavailableException">A plugin cannot read, or does not answer within 30 s.</exception>
    public static async Task CheckAsync(ActorSystem system, EntityStoreOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        var persistence = Akka.Persistence.Persistence.Instance.Apply(system);
        foreach (var (journal, snapshots) in Plugins)
        {
            await AskAsync(journal, self => persistence.JournalFor(journal).Tell(Replay(self), self)).ConfigureAwait(false);
            await AskAsync(snapshots, self => persistence.SnapshotStoreFor(snapshots).Tell(Latest, self)).ConfigureAwait(false);
        }

        async Task AskAsync(string plugin, Action<IActorRef> ask)
        {
            var answered = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
            var asker = system.ActorOf(Props.Create(() => new Asker(ask, answered)).WithDeploy(Deploy.Local));
            try
            {
                var answer = await answered.Task.WaitAsync(Limit, cancellationToken).ConfigureAwait(false);
                if (Failure(answer) is { } cause)
                {
                    throw new EventSourceUnavailableException(
                        $"The plugin {plugin} cannot read the entity store {options}: {Words(cause)}.", cause);
                }
            }
            catch (TimeoutException late)
            {
                var words = FormattableString.Invariant($"did not answer within {Limit.TotalSeconds:0} s");
                throw new EventSourceUnavailableException($"The plugin {plugin} of the entity store {options} {words}.", late);
            }
            finally
            {
                system.Stop(asker);
            }
        }
    }

    private static ReplayMessages Replay(IActorRef asker) => new(1, long.MaxValue, 1, Nobody, asker);

    private static Exception? Failure(object answer) => answer switch
    {
        RecoverySuccess or LoadSnapshotResult => null,
        ReplayMessagesFailure failed => failed.Cause,
        LoadSnapshotFailed failed => failed.Cause,
        Status.Failure failed => failed.Cause,
        _ => new InvalidOperationException($"an unexpected answer, {answer.GetType().Name}"),
    };

    private static string Words(Exception cause) => cause.GetBaseException().Message.TrimEnd('.').ReplaceLineEndings(" ");

    private sealed class Asker : ReceiveActor
    {
        public Asker(Action<IActorRef> ask, TaskCompletionSource<object> answered)
        {
            ReceiveAny(answer => answered.TrySetResult(answer));
            try
            {
                ask(Self);
            }
            catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException or ConfigurationException)
            {
                answered.TrySetResult(new Status.Failure(wrong)); // the plugin's configuration is wrong
            }
        }
    }
}
