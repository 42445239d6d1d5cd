using System.Globalization;

namespace Fresnel.Messages.Wire;

/// <summary>Wire name and version as one text, <c>camera.enabled/1</c>: what the journal and the wire keep beside the JSON.</summary>
public static class WireManifest
{
    /// <summary>Reads <c>name/version</c>; false where the text is not of that form. Whether the name is known is not asked.</summary>
    public static bool TryParse(string? manifest, out string name, out int version)
    {
        (name, version) = ("", 0);
        var slash = manifest?.LastIndexOf('/') ?? -1;
        if (slash <= 0) return false;
        if (!int.TryParse(manifest.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out version)) return false;
        name = manifest![..slash];
        return true;
    }
}
