using System.CommandLine;
using System.Globalization;
using Fresnel.Messages.Cluster;
using Fresnel.Pbm.Http;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Commands;

/// <summary><c>cluster-sharding …</c>: which member holds which shards, and where an entity lives.</summary>
internal static class ShardingVerbs
{
    /// <summary>The group.</summary>
    public static Command Create(CallOptions options)
    {
        var entity = new Argument<string>("ENTITY") { Description = "kind/name, for example camera/front-door." };
        return options.Group(
            "cluster-sharding",
            "Shards and who owns them.",
            options.Verb("regions", "The shards of each member (exit code 6 where one has no owner).", RegionsAsync),
            options.Verb("where", "The shard and owner of an entity (exit code 6 where it has none now).", WhereAsync, entity));

        async Task<int> WhereAsync(Call call, CancellationToken cancellationToken)
        {
            var id = Call.Entity(call.Parse.GetRequiredValue(entity));
            var answer = await call.Client.GetAsync<ClusterViews.Place>(Paths.Where(id), cancellationToken);
            var place = answer.Value;
            if (call.Json) call.Screen.Json(answer.Raw);
            else
            {
                call.Screen.Facts(
                    ("entity", place.Entity ?? id.ToString()),
                    ("shard", Number(place.Shard)),
                    ("epoch", Number(place.Epoch)),
                    ("owner", new Cell(place.Owner ?? "none now", place.Owner is null ? Tone.Bad : Tone.Plain)),
                    ("address", place.Address));
            }

            return place.Owner is null ? ExitCodes.Degraded : ExitCodes.Ok;
        }
    }

    private static async Task<int> RegionsAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Client.GetAsync<ClusterViews.ShardList>(Paths.Shards, cancellationToken);
        var shards = answer.Value.Shards ?? [];
        var orphans = shards.Count(s => s.Owner is null);
        if (call.Json)
        {
            call.Screen.Json(answer.Raw);
            return orphans > 0 ? ExitCodes.Degraded : ExitCodes.Ok;
        }

        var table = new Table(new("MEMBER"), new("SHARDS", Right: true), new("NUMBERS"));
        foreach (var owner in shards.Where(s => s.Owner is not null).GroupBy(s => s.Owner!).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Add(table, owner.Key, owner, call.Around.Width);
        }

        if (orphans > 0) Add(table, new Cell("(no owner)", Tone.Bad), [.. shards.Where(s => s.Owner is null)], call.Around.Width);
        call.Screen.Table(table, $"{shards.Count} shards, {shards.Count - orphans} owned");
        return orphans > 0 ? ExitCodes.Degraded : ExitCodes.Ok;
    }

    /// <summary>Adds a member; its numbers go on in the next line where lines are short.</summary>
    private static void Add(Table table, Cell owner, IEnumerable<ClusterViews.Shard> shards, int? width)
    {
        var numbers = shards.Select(s => s.Number).ToArray();
        var room = width is { } w ? Math.Max(20, w - 24) : int.MaxValue;
        Cell count = Number(numbers.Length);
        var line = "";
        foreach (var range in Ranges(numbers).Split(','))
        {
            if (line.Length > 0 && line.Length + range.Length + 2 > room)
            {
                table.Add(owner, count, $"{line},");
                (owner, count, line) = ("", "", "");
            }

            line = line.Length == 0 ? range : $"{line},{range}";
        }

        table.Add(owner, count, line);
    }

    /// <summary>Numbers with runs drawn together: <c>0-3,7,9</c>.</summary>
    internal static string Ranges(IEnumerable<int> numbers)
    {
        var parts = new List<string>();
        var sorted = numbers.Distinct().Order().ToArray();
        for (var i = 0; i < sorted.Length;)
        {
            var end = i;
            while (end + 1 < sorted.Length && sorted[end + 1] == sorted[end] + 1) end++;
            parts.Add(end == i ? Text(sorted[i]) : end == i + 1 ? $"{Text(sorted[i])},{Text(sorted[end])}" : $"{Text(sorted[i])}-{Text(sorted[end])}");
            i = end + 1;
        }

        return string.Join(",", parts);
    }

    private static Cell Number(long number) => Text(number);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
