using Fresnel.Media;
using Fresnel.Media.Sources;
using Fresnel.Service.Api.Problems;

namespace Fresnel.Cluster.Node.Cameras;

/// <summary>Takes a user and password out of a source's address.</summary>
internal static class SourceText
{
    /// <summary>The address without credentials, in the form it is kept, and the credential that was in it.</summary>
    /// <exception cref="ApiProblemException">The source is not one that is allowed; the message holds no credential.</exception>
    public static (VideoSource Source, SourceCredential? Credential) Parse(string text)
    {
        var (address, credential) = Split(text);
        try
        {
            return (VideoSource.Parse(address), credential);
        }
        catch (MediaException fault)
        {
            throw new ApiProblemException(ProblemCodes.SettingsInvalid, $"source: {fault.Message}", fault);
        }
    }

    /// <summary>Cuts <c>user:password@</c> out of <c>scheme://user:password@host/…</c>, also where the password holds characters that should have been encoded.</summary>
    public static (string Address, SourceCredential? Credential) Split(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        if (start < 3 || text.AsSpan(0, start - 3).Contains('/')) return (text, null);
        var end = text.AsSpan(start).IndexOfAny('/', '?', '#');
        var authority = end < 0 ? text.AsSpan(start) : text.AsSpan(start, end);
        var at = authority.LastIndexOf('@');
        if (at < 0)
        {
            // "rtsp://user:pa/ss@host/…": what stands before the slash is no host and port, so the '@' behind it ends the password.
            var colon = authority.LastIndexOf(':');
            var port = colon < 0 || authority[^1] == ']' ? default : authority[(colon + 1)..];
            if (port.Length == 0 || int.TryParse(port, out _)) return (text, null);
            at = text.AsSpan(start).LastIndexOf('@');
            if (at < 0) return (text, null);
        }

        var user = text.Substring(start, at);
        var split = user.IndexOf(':', StringComparison.Ordinal);
        var credential = split < 0
            ? new SourceCredential(Uri.UnescapeDataString(user), "")
            : new SourceCredential(Uri.UnescapeDataString(user[..split]), Uri.UnescapeDataString(user[(split + 1)..]));
        return (string.Concat(text.AsSpan(0, start), text.AsSpan(start + at + 1)), credential);
    }

    /// <summary>Whether two addresses lead to the same server, so that a password given for one may be sent to the other.</summary>
    public static bool SameServer(string a, string b) =>
        Uri.TryCreate(a, UriKind.Absolute, out var first) && Uri.TryCreate(b, UriKind.Absolute, out var second)
        && first.Host.Length > 0
        && string.Equals(first.Scheme, second.Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(first.Authority, second.Authority, StringComparison.OrdinalIgnoreCase);
}
