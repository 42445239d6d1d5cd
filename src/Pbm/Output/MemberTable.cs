using System.Globalization;
using Fresnel.Messages.Cluster;
using Fresnel.Pbm.Commands;

namespace Fresnel.Pbm.Output;

/// <summary>Members as a table.</summary>
internal static class MemberTable
{
    private static readonly string[] EveryRole = ["entities", "work", "inference", "api"];

    /// <summary>The table.</summary>
    /// <param name="members">The members.</param>
    /// <param name="now">When they were told, by the clock of who told.</param>
    public static Table Of(IReadOnlyList<ClusterViews.Member> members, DateTimeOffset now)
    {
        var table = new Table(
            new("ID"), new("ADDRESS"), new("STATUS"), new("WEIGHT", Right: true), new("SHARDS", Right: true), new("ENTITIES", Right: true), new("SEEN", Right: true),
            new("ROLES", Folds: true), new("DEVICES", Folds: true), new("VERSION", Folds: true));
        foreach (var m in members.OrderBy(m => m.Id, StringComparer.Ordinal))
        {
            table.Add(
                m.Id,
                Address(m.Address),
                new Cell(m.Status, ToneOf(m.Status)),
                m.Weight.ToString("0.##", CultureInfo.InvariantCulture),
                m.Shards.ToString(CultureInfo.InvariantCulture),
                m.Entities.ToString(CultureInfo.InvariantCulture),
                Times.Ago(m.LastSeen, now),
                Roles(m.Roles ?? []),
                m.Devices is { Count: > 0 } ? string.Join(",", m.Devices) : null,
                m.Version);
        }

        return table;
    }

    /// <summary>The line under it.</summary>
    public static string Count(IReadOnlyList<ClusterViews.Member> members) =>
        $"{members.Count} {(members.Count == 1 ? "member" : "members")}, {members.Count(m => m.Status is MemberStatus.Up)} up";

    /// <summary>The colour of a status.</summary>
    public static Tone ToneOf(string? status) => status switch
    {
        MemberStatus.Up => Tone.Good,
        MemberStatus.Joining or MemberStatus.Leaving => Tone.Warning,
        _ => Tone.Bad,
    };

    /// <summary>Host and port; the scheme only where it is not plain HTTP.</summary>
    private static string? Address(string? address) =>
        string.IsNullOrEmpty(address) ? null : address.Replace("http://", "", StringComparison.Ordinal).TrimEnd('/');

    private static string? Roles(IReadOnlyList<string> roles) => roles switch
    {
        [] => null,
        _ when EveryRole.All(roles.Contains) && roles.Count == EveryRole.Length => "all",
        _ => string.Join(",", roles),
    };
}
