using System.Globalization;
using Fresnel.Messages;
using Fresnel.Service.Api.Problems;

namespace Fresnel.Cluster.Node.Api;

/// <summary>Reads and checks the headers that routes give a meaning to.</summary>
internal static class RequestHeaders
{
    /// <summary>The command id a caller gave, or null: 1 to 128 visible ASCII characters.</summary>
    /// <exception cref="ApiProblemException">It is of another form.</exception>
    public static string? IdempotencyKey(HttpRequest request)
    {
        if (!request.Headers.TryGetValue("Idempotency-Key", out var values)) return null;
        var key = values.ToString().Trim('"');
        return key.Length is > 0 and <= 128 && key.All(c => c is > ' ' and <= '~')
            ? key
            : throw new ApiProblemException(ProblemCodes.QueryInvalid, $"Idempotency-Key '{EntityId.Printable(key)}' is not allowed: 1 to 128 visible ASCII characters without spaces.");
    }

    /// <summary>The settings version of <c>If-Match</c>, or null where there is none or it is <c>*</c>.</summary>
    /// <exception cref="ApiProblemException">It is not a version.</exception>
    public static long? IfMatch(HttpRequest request)
    {
        var text = request.Headers.IfMatch.ToString();
        if (text is "" or "*") return null;
        var digits = text.StartsWith("W/", StringComparison.Ordinal) ? text[2..].Trim('"') : text.Trim('"');
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new ApiProblemException(ProblemCodes.QueryInvalid, $"If-Match '{EntityId.Printable(text)}' is not a settings version: give the ETag of the camera, for example \"3\".");
    }
}
