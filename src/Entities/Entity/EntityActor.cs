using System.Diagnostics;
using Akka.Actor;
using Akka.Persistence;
using Fresnel.Entities.Decisions;
using Fresnel.Entities.Formation;
using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Entity;

/// <summary>
/// The persistent state of an entity: recovers it, persists its activation, decides commands, answers. It answers only after its events
/// are journaled.
/// </summary>
/// <remarks>
/// Akka stops it after any failure to persist, since nobody knows whether the row was written. Its parent starts it again with backoff;
/// it recovers then, and the history tells: the activation held here is still the last one, or another took over.
/// </remarks>
/// <typeparam name="TState">The state.</typeparam>
/// <typeparam name="TCommand">Its commands.</typeparam>
/// <typeparam name="TEvent">Its events.</typeparam>
internal sealed partial class EntityActor<TState, TCommand, TEvent> : UntypedPersistentActor, IWithTimers
    where TState : class, IEntityState<TState, TCommand, TEvent>
    where TCommand : class
    where TEvent : class, IEntityEvent
{
    private static readonly TimeSpan StandingLook = TimeSpan.FromMilliseconds(100);

    private readonly EntityId entity;
    private readonly EntityLife life;
    private readonly EntityOptions options;
    private readonly WireCodec codec;
    private readonly INodeStanding standing;
    private readonly NodeIdentity node;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly AnswerMemory answers;
    private readonly long born;

    private TState state = TState.Initial;
    private string? writtenStatus;
    private bool writtenMustRun;
    private long lastActivation;
    private string lastActivatedBy = "";
    private bool active;
    private long folded;
    private long newestSnapshot;
    private long olderSnapshot;
    private EntityMessages.Command? persisting;
    private IActorRef? asker;

    public EntityActor(
        EntityId entity, EntityLife life, EntityOptions options, WireCodec codec, INodeStanding standing, NodeIdentity node,
            TimeProvider time, ILogger logger)
    {
        this.entity = entity;
        this.life = life;
        this.options = options;
        this.codec = codec;
        this.standing = standing;
        this.node = node;
        this.time = time;
        this.logger = logger;
        answers = new AnswerMemory(options);
        born = time.GetTimestamp();
        PersistenceId = entity.ToString();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public override string PersistenceId { get; }

    public override Recovery Recovery => life.IgnoreSnapshots ? new Recovery(SnapshotSelectionCriteria.None) : Recovery.Default;

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case EntityMessages.Command command:
                OnEntityCommand(command);
                break;
            case EntityMessages.Query query:
                OnQuery(query);
                break;
            case EntityMessages.Ensure:
                OnEnsure();
                break;
            case EntityRun.Report report:
                OnReport(report);
                break;
            case EntitySignals.TryActivate:
                Activate();
                break;
            case EntitySignals.StopState:
                Context.Stop(Self);
                break;
            case SaveSnapshotSuccess saved:
                OnSnapshotSaved(saved.Metadata.SequenceNr);
                break;
            case SaveSnapshotFailure failed:
                EntityLog.SnapshotFailed(logger, entity, FirstLine(failed.Cause));
                break;
            case DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A row could not be journaled, or nobody knows whether it was. Akka stops this actor next.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        EntityLog.PersistFailed(logger, entity, sequenceNr, FirstLine(cause));
        AnswerUnpersisted(AnswerCodes.StoreUnavailable,
            "The journal could not be written; whether the command was journaled is found out when it is sent again.");
    }

    /// <summary>A row was not given to the journal, because it could not be serialized.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        EntityLog.DecisionFailed(logger, cause, entity, @event.GetType().Name);
        AnswerUnpersisted(AnswerCodes.Failed, "The command's events could not be written.");
    }

    private void OnEntityCommand(EntityMessages.Command command)
    {
        if (!active)
        {
            Answer(command.CommandId, AnswerStatus.Unavailable, AnswerCodes.Starting,
                "The entity waits for its node to be in good standing.");
            return;
        }

        var hash = CommandHash.Of(codec.Encode(command.Body));
        if (answers.Find(command.CommandId) is { } known)
        {
            AnswerKnown(command.CommandId, hash, known);
            return;
        }

        var now = time.GetUtcNow();
        if (now > command.Deadline)
        {
            Answer(command.CommandId, AnswerStatus.Unavailable, AnswerCodes.DeadlinePassed,
                "The command's deadline passed before it was decided.");
            return;
        }

        using var activity = EntityTracing.Start(entity, command);
        if (Decide(command.Body, now) is not { } decided)
        {
            AnswerUndecided(command);
            return;
        }

        var (decision, next) = decided;
        var answer = new JournaledAnswer(hash, decision.Code, decision.Detail, decision.Refused);
        persisting = command;
        asker = Sender;
        Persist(decision, next, now, command.CommandId, answer, command.TraceParent, () =>
        {
            answers.Add(new RememberedAnswer(command.CommandId, answer, LastSequenceNr, now));
            (persisting, asker) = (null, null);
            Answer(command.CommandId, StatusOf(answer), answer.Code, answer.Detail, LastSequenceNr,
                view: answer.Refused ? null : state.View);
        });
    }

    private void OnReport(EntityRun.Report report)
    {
        if (!active) return; // the runner repeats it
        var now = time.GetUtcNow();
        if (Decide(report.Command, now) is not { } decided) return; // logged; a report that cannot be decided is a fault of the program
        var (decision, next) = decided;
        if (decision.Events.Count == 0)
        {
            Sender.Tell(new EntityRun.Reported(report.Token, decision.Code));
            return;
        }

        Persist(decision, next, now, null, null, Activity.Current?.Id, () =>
            Sender.Tell(new EntityRun.Reported(report.Token, decision.Code)));
    }

    private void OnQuery(EntityMessages.Query query)
    {
        if (!active || !standing.IsGood)
        {
            Answer(query.QueryId, AnswerStatus.Unavailable, AnswerCodes.Starting, "The entity waits for its node to be in good standing.");
            return;
        }

        try
        {
            if ((query.Body is EntityMessages.GetView ? state.View : state.Answer(query.Body)) is { } view)
                Answer(query.QueryId, AnswerStatus.Accepted, AnswerCodes.Done, null, LastSequenceNr, view: view);
            else
                Answer(query.QueryId, AnswerStatus.Unavailable, AnswerCodes.UnknownCommand,
                    $"{query.Body.GetType().Name} is not a query of {entity}.");
        }
        catch (Exception failure) // the edge of the entity's code: the asker hears of it, and the entity lives on
        {
            EntityLog.DecisionFailed(logger, failure, entity, query.Body.GetType().Name);
            Answer(query.QueryId, AnswerStatus.Unavailable, AnswerCodes.Failed, "Answering the query failed; the log says why.");
        }
    }

    private void OnEnsure()
    {
        if (active) Answer(nameof(EntityMessages.Ensure), AnswerStatus.Accepted, AnswerCodes.Done, null, LastSequenceNr);
    }

    private (Decision<TEvent> Decision, TState Next)? Decide(object body, DateTimeOffset now)
    {
        try
        {
            if (body is not TCommand command) throw new UnknownCommandException(body);
            var decision = state.Decide(command, now);
            var next = state;
            foreach (var @event in decision.Events) next = next.Apply(@event); // an event that cannot be folded must not be journaled
            undecided = null;
            return (decision, next);
        }
        catch (UnknownCommandException unknown)
        {
            undecided = (AnswerCodes.UnknownCommand, unknown.Message);
        }
        catch (Exception failure) // the edge of the entity's code: the asker hears of it, and the entity lives on
        {
            EntityLog.DecisionFailed(logger, failure, entity, body.GetType().Name);
            undecided = (AnswerCodes.Failed, "Deciding the command failed; nothing was journaled, and the log says why.");
        }

        return null;
    }

    private (string Code, string Detail)? undecided;

    private void AnswerUndecided(EntityMessages.Command command)
    {
        var (code, detail) = undecided!.Value;
        Answer(command.CommandId, AnswerStatus.Unavailable, code, detail);
    }

    private void AnswerKnown(string commandId, string hash, RememberedAnswer known)
    {
        if (known.Answer.Hash == hash)
        {
            Answer(commandId, StatusOf(known.Answer), known.Answer.Code, known.Answer.Detail, known.Version, repeated: true,
                view: known.Answer.Refused ? null : state.View);
            return;
        }

        Answer(commandId, AnswerStatus.Refused, AnswerCodes.CommandIdReused,
            $"The command id '{EntityId.Printable(commandId)}' was used before for another command.");
    }

    private void AnswerUnpersisted(string code, string detail)
    {
        if (persisting is not { } command) return;
        asker!.Tell(new EntityAnswer(entity, command.CommandId, AnswerStatus.Unavailable, code, detail, 0, lastActivation,
            MayHaveHappened: true, Node: node.Address));
        (persisting, asker) = (null, null);
    }

    private void Answer(string id, AnswerStatus status, string code, string? detail, long version = 0, bool repeated = false,
        object? view = null) =>
        Sender.Tell(new EntityAnswer(entity, id, status, code, detail, version, lastActivation, repeated, View: view, Node: node.Address));

    private static AnswerStatus StatusOf(JournaledAnswer answer) => answer.Refused ? AnswerStatus.Refused : AnswerStatus.Accepted;

    private static string FirstLine(Exception cause) => cause.GetBaseException().Message.Split('\n')[0].Trim();
}
