namespace Fresnel.Storage;

/// <summary>Times as they are stored: 100 ns since 1970, UTC.</summary>
internal static class StoredTime
{
    /// <summary>The stored form of a time.</summary>
    public static long Ticks(DateTimeOffset at) => at.UtcTicks - DateTime.UnixEpoch.Ticks;

    /// <summary>The time of a stored form.</summary>
    public static DateTimeOffset Of(long ticks) => new(ticks + DateTime.UnixEpoch.Ticks, TimeSpan.Zero);
}
