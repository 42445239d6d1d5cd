using System.Globalization;

namespace Fresnel.Bench.Clusters;

/// <summary>What both sides write: as large as one command of a small entity.</summary>
internal static class AppendedRow
{
    public const string Type = "bench.passed";
    public const string ReplyType = "done";
    public static readonly ReadOnlyMemory<byte> Event = """{"who":"someone","number":1234,"at":"2026-11-22T12:00:00.0000000+00:00"}"""u8.ToArray();
    public static readonly ReadOnlyMemory<byte> Meta = """{"causation":"0123456789abcdef0123456789abcdef"}"""u8.ToArray();
    public static readonly ReadOnlyMemory<byte> Reply = "{}"u8.ToArray();
    public static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Ids = [.. Enumerable.Range(0, 2000).Select(i => i.ToString("0000", CultureInfo.InvariantCulture))];

    /// <summary>The id of a writer's entity.</summary>
    public static string Id(int writer) => Ids[writer];
}
