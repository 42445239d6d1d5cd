using Fresnel.Engine.Driver.Load;
using Fresnel.Messages;

namespace Fresnel.Engine.Driver.Analysis;

/// <summary>Finds in a ledger for how long entities acknowledged nothing new.</summary>
internal static class GapAnalysis
{
    /// <summary>The address of the node that last answered for each entity before a time: its owner then.</summary>
    public static IReadOnlyDictionary<EntityId, string> OwnersAt(IEnumerable<Attempt> attempts, TimeSpan at)
    {
        var last = new Dictionary<EntityId, Attempt>();
        foreach (var attempt in attempts)
        {
            if (!attempt.IsFinal || attempt.Answer!.Node is null || attempt.EndedAt > at) continue;
            if (!last.TryGetValue(attempt.Command.Entity, out var kept) || kept.EndedAt <= attempt.EndedAt)
                last[attempt.Command.Entity] = attempt;
        }

        return last.ToDictionary(pair => pair.Key, pair => pair.Value.Answer!.Node!);
    }

    /// <summary>
    /// From a fault until each entity acknowledged a new command under a new activation: an answer that the former owner had
    /// given already, or one that the new owner only repeats, does not count.
    /// </summary>
    /// <param name="attempts">The ledger's.</param>
    /// <param name="entities">The entities that lost their owner.</param>
    /// <param name="fault">When.</param>
    public static IReadOnlyList<FaultGap> AfterFault(IEnumerable<Attempt> attempts, IReadOnlyCollection<EntityId> entities, TimeSpan fault)
    {
        var before = entities.ToDictionary(entity => entity, _ => 0L);
        var first = new Dictionary<EntityId, TimeSpan>();
        var all = attempts
            .Where(attempt => attempt.IsFinal && before.ContainsKey(attempt.Command.Entity))
            .OrderBy(attempt => attempt.EndedAt);
        foreach (var attempt in all)
        {
            var (entity, activation) = (attempt.Command.Entity, attempt.Answer!.Activation);
            if (attempt.EndedAt <= fault) before[entity] = Math.Max(before[entity], activation);
            else if (attempt.IsNew && activation > before[entity]) first.TryAdd(entity, attempt.EndedAt - fault);
        }

        return [.. entities.Select(entity => new FaultGap(entity, first.TryGetValue(entity, out var gap) ? gap : null))];
    }

    /// <summary>The longest time between two new acknowledgements of each entity within a window; its end counts as one.</summary>
    /// <param name="attempts">The ledger's.</param>
    /// <param name="entities">The entities.</param>
    /// <param name="from">The start of the window.</param>
    /// <param name="to">The end of the window.</param>
    public static IReadOnlyList<FaultGap> Longest(
        IEnumerable<Attempt> attempts, IReadOnlyCollection<EntityId> entities, TimeSpan from, TimeSpan to)
    {
        var last = entities.ToDictionary(entity => entity, _ => from);
        var longest = entities.ToDictionary(entity => entity, _ => TimeSpan.Zero);
        var all = attempts.Where(
            attempt => attempt.IsNew && attempt.EndedAt > from && attempt.EndedAt <= to && last.ContainsKey(attempt.Command.Entity));
        foreach (var attempt in all.OrderBy(attempt => attempt.EndedAt)) Note(attempt.Command.Entity, attempt.EndedAt);
        foreach (var entity in entities) Note(entity, to);
        return [.. entities.Select(entity => new FaultGap(entity, longest[entity]))];

        void Note(EntityId entity, TimeSpan at)
        {
            if (at - last[entity] > longest[entity]) longest[entity] = at - last[entity];
            last[entity] = at;
        }
    }

    /// <summary>How many activations each entity had within a window, by its answers.</summary>
    public static IReadOnlyDictionary<EntityId, int> Activations(IEnumerable<Attempt> attempts, TimeSpan from, TimeSpan to) =>
        attempts.Where(attempt => attempt.IsFinal && attempt.EndedAt > from && attempt.EndedAt <= to)
            .GroupBy(attempt => attempt.Command.Entity)
            .ToDictionary(group => group.Key, group => group.Select(attempt => attempt.Answer!.Activation).Distinct().Count());
}
