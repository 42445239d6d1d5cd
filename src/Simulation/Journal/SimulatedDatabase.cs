using Fresnel.Kernel.EventSourcing;
using Fresnel.Simulation.Checks;
using Fresnel.Simulation.Clock;
using Fresnel.Simulation.Network;
using Fresnel.Storage;

namespace Fresnel.Simulation.Journal;

/// <summary>The database server of a simulated world: executes what reaches it, one transaction after the other, unless it is down.</summary>
internal sealed class SimulatedDatabase(Agenda agenda, Weather weather, Trace trace, int shards, IJournalWatcher? watcher = null)
{
    private readonly Lock gate = new();
    private readonly List<(long After, Line Line, Action Wake)> waiting = [];
    private long starts;

    /// <summary>What is on its disk.</summary>
    public JournalContents Contents { get; } = new(shards, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));

    public Agenda Agenda => agenda;

    public bool IsDown { get; private set; }

    /// <summary>As <c>stop -m immediate</c>: what was not committed is undone, and answers on their way may be lost.</summary>
    public void Crash()
    {
        lock (gate)
        {
            trace.Note(agenda, "database", "crash");
            IsDown = true;
            starts++;
        }
    }

    /// <summary>Takes connections again.</summary>
    public void Restart()
    {
        lock (gate)
        {
            trace.Note(agenda, "database", "restart");
            IsDown = false;
        }
    }

    /// <summary>Executes something for a process, and sends it the result over its line.</summary>
    public async ValueTask<T> ExecuteAsync<T>(Line line, string what, Func<JournalContents, T> transaction, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var patience = agenda.Seconds(2, 6);
        line.ToServer(() => Receive(line, what, transaction, answer));
        try
        {
            return await answer.Task.WaitAsync(patience, line.Process.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw new StoreUnavailableException($"The database did not answer within {patience.TotalSeconds:0.0} s.", late);
        }
    }

    /// <summary>Appends; who watches sees what was written.</summary>
    public ValueTask<AppendOutcome> AppendAsync(Line line, Append append, CancellationToken cancellationToken) => ExecuteAsync(
        line,
        "append",
        contents =>
        {
            var before = contents.Events.Count;
            var outcome = contents.Append(append);
            trace.Note(agenda, line.Process.Name, outcome.GetType().Name, append.Stream.Id, append.ExpectedSeq);
            watcher?.OnAppend(append, outcome, contents.Events.Count - before);
            if (contents.Events.Count > before) Wake(contents.Events.Count);
            return outcome;
        },
        cancellationToken);

    /// <summary>Claims a shard; who watches sees it.</summary>
    public ValueTask<long?> ClaimAsync(Line line, int shard, long baton, string owner, CancellationToken cancellationToken) => ExecuteAsync(
        line,
        "claim",
        contents =>
        {
            var epoch = contents.Claim(shard, baton, owner);
            trace.Note(agenda, line.Process.Name, epoch is null ? "old baton" : "claimed", $"shard {shard}", epoch ?? baton);
            if (epoch is { } claimed) watcher?.OnClaim(shard, claimed, owner);
            return epoch;
        },
        cancellationToken);

    /// <summary>Completes when there is an event after a position.</summary>
    public async ValueTask WaitAsync(Line line, EventCursor after, CancellationToken cancellationToken)
    {
        var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ExecuteAsync(
            line,
            "wait",
            contents =>
            {
                contents.Check(after);
                if (contents.Events.Count > after.Position) woken.TrySetResult();
                else waiting.Add((after.Position, line, () => woken.TrySetResult()));
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        await woken.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Receive<T>(Line line, string what, Func<JournalContents, T> transaction, TaskCompletionSource<T> answer)
    {
        lock (gate)
        {
            if (IsDown)
            {
                Fail("The database refuses connections.");
                return;
            }

            var start = starts;
            agenda.After(agenda.Between(TimeSpan.Zero, weather.MostSync), () =>
            {
                lock (gate)
                {
                    if (start != starts)
                    {
                        Fail("The database went away before the commit.");
                        return;
                    }

                    Execute(start);
                }
            });
        }

        void Execute(long start)
        {
            T result;
            try
            {
                trace.Note(agenda, line.Process.Name, what);
                result = transaction(Contents);
            }
            catch (EventCursorException fault)
            {
                line.ToProcess(() => answer.TrySetException(fault));
                return;
            }

            if (agenda.Chance(weather.LostAnswerShare)) Fail("The connection broke before the answer.");
            else line.ToProcess(() => Answer(start, result));
        }

        void Answer(long start, T result)
        {
            if (start != starts && agenda.Chance(0.5)) answer.TrySetException(new StoreUnavailableException("The database went away before the answer."));
            else answer.TrySetResult(result);
        }

        void Fail(string why) => line.ToProcess(() => answer.TrySetException(new StoreUnavailableException(why)));
    }

    private void Wake(long end)
    {
        for (var i = waiting.Count - 1; i >= 0; i--)
        {
            var (after, line, wake) = waiting[i];
            if (after >= end) continue;
            waiting.RemoveAt(i);
            line.ToProcess(wake);
        }
    }
}
