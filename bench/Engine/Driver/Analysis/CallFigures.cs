using Fresnel.Engine.Driver.Load;
using Fresnel.Messages;

namespace Fresnel.Engine.Driver.Analysis;

/// <summary>How the callers of a load fared.</summary>
/// <param name="Commands">How many commands were sent.</param>
/// <param name="Answered">How many of them were answered finally.</param>
/// <param name="Failed">How many were not answered finally within their deadline.</param>
/// <param name="Longest">The longest time from the first sending of a command to its final answer.</param>
/// <param name="Overrun">How long after its deadline the latest answer of a process came.</param>
/// <param name="Faults">How many sendings a process answered with a fault of its own.</param>
internal sealed record CallFigures(int Commands, int Answered, int Failed, TimeSpan Longest, TimeSpan Overrun, int Faults)
{
    /// <summary>Counts.</summary>
    /// <param name="commands">The ledger's commands.</param>
    /// <param name="attempts">The ledger's attempts.</param>
    /// <param name="deadline">How long a command may take.</param>
    /// <param name="end">When the ledger was closed: a command that was sent less than a deadline before is not counted as failed.</param>
    /// <param name="frozen">
    /// Whether a process was frozen at some time while it had an attempt: what it answers late is nobody's wait.
    /// </param>
    public static CallFigures Of(
        IReadOnlyCollection<IssuedCommand> commands,
        IReadOnlyCollection<Attempt> attempts,
        TimeSpan deadline,
        TimeSpan end,
        Func<Attempt, bool>? frozen = null)
    {
        var answered = new Dictionary<(EntityId, string), TimeSpan>();
        foreach (var attempt in attempts.Where(attempt => attempt.IsFinal))
        {
            var key = (attempt.Command.Entity, attempt.Command.CommandId);
            if (!answered.TryGetValue(key, out var at) || attempt.EndedAt < at) answered[key] = attempt.EndedAt;
        }

        var times = new List<TimeSpan>(commands.Count);
        foreach (var command in commands)
        {
            if (answered.TryGetValue((command.Entity, command.CommandId), out var at)) times.Add(at - command.At);
            else if (end - command.At > deadline) times.Add(TimeSpan.MaxValue);
        }

        var waits = attempts
            .Where(attempt => attempt.Answer is not null && frozen?.Invoke(attempt) != true)
            .Select(attempt => attempt.EndedAt - attempt.SentAt - attempt.Deadline);
        return new CallFigures(
            commands.Count,
            answered.Count,
            times.Count(time => time > deadline),
            times.Where(time => time < TimeSpan.MaxValue).DefaultIfEmpty().Max(),
            waits.Append(TimeSpan.Zero).Max(),
            attempts.Count(attempt => attempt.Fault is not null));
    }
}
