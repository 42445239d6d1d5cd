using System.Globalization;

namespace Fresnel.Storage.Projections;

/// <summary>Sort keys whose order as text is the order of what they stand for.</summary>
public static class SortKey
{
    /// <summary>A number from 0, as 19 digits.</summary>
    public static string Of(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return number.ToString("D19", CultureInfo.InvariantCulture);
    }

    /// <summary>A moment, as UTC with all its digits: <c>2026-11-22T19:54:04.0000000Z</c>.</summary>
    public static string Of(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
}
