using Fresnel.Storage.Artifacts;

namespace Fresnel.Storage.Retention;

/// <summary>Which artifacts to give up: those that are too old, and then the oldest until the rest fits.</summary>
public static class ArtifactRetention
{
    /// <summary>Chooses. Pure.</summary>
    /// <param name="artifacts">Everything that is kept.</param>
    /// <param name="now">The moment ages are measured from.</param>
    /// <param name="limits">Age and quota.</param>
    /// <returns>The artifacts to delete, oldest first.</returns>
    public static IReadOnlyList<ArtifactInfo> Select(IEnumerable<ArtifactInfo> artifacts, DateTimeOffset now, RetentionOptions limits)
    {
        ArgumentNullException.ThrowIfNull(artifacts);
        ArgumentNullException.ThrowIfNull(limits);
        var newestFirst = artifacts.OrderByDescending(a => a.Created).ThenBy(a => a.Id.ToString(), StringComparer.Ordinal);
        var horizon = now - limits.ArtifactAge;
        var kept = 0L;
        var full = false;
        var given = new List<ArtifactInfo>();
        foreach (var artifact in newestFirst)
        {
            full = full || kept + artifact.Length > limits.ArtifactQuotaBytes;
            if (full || artifact.Created < horizon) given.Add(artifact);
            else kept += artifact.Length;
        }

        given.Reverse();
        return given;
    }
}
