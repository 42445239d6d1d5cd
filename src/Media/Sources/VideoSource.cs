using System.Buffers;
using System.Net;

namespace Fresnel.Media.Sources;

/// <summary>
/// A source of pictures that was checked when it was parsed: a file, or an address whose scheme is allowed. Credentials
/// are never part of the address; its text can be logged.
/// </summary>
public sealed class VideoSource
{
    private const int MaxLength = 4096;
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" \"'\\<>");

    private VideoSource(SourceKind kind, string address, SourceCredential? credential)
    {
        Kind = kind;
        Address = address;
        Credential = credential;
    }

    /// <summary>File, RTSP or HTTP.</summary>
    public SourceKind Kind { get; }

    /// <summary>The full path of a file, or the address without credentials.</summary>
    public string Address { get; }

    /// <summary>The credential to present to the server, or null.</summary>
    public SourceCredential? Credential { get; }

    /// <summary>True for a stream that comes at its own pace and never ends by itself (RTSP).</summary>
    public bool IsLive => Kind is SourceKind.Rtsp;

    /// <summary>The address for logs and answers: holds no credential.</summary>
    public string Redacted => Address;

    /// <summary>Parses and checks a source. The file need not exist: probing tells.</summary>
    /// <param name="text">A path, <c>file:PATH</c>, <c>file:///PATH</c>, <c>rtsp://…</c>, <c>http://…</c> or <c>https://…</c>.</param>
    /// <param name="credential">User and password for the server; only for addresses.</param>
    /// <param name="baseFolder">What a relative path is relative to; default the process's current folder.</param>
    /// <exception cref="MediaException">With <see cref="MediaErrorCode.InvalidSource"/>.</exception>
    public static VideoSource Parse(string text, SourceCredential? credential = null, string? baseFolder = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text)) throw Invalid("The source is empty; give a path or an rtsp:// address.");
        if (text.Length > MaxLength) throw Invalid($"The source has {text.Length} characters; at most {MaxLength} are allowed.");
        if (text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.Contains('\u007f', StringComparison.Ordinal)) throw Invalid("The source holds control characters.");

        var scheme = SchemeOf(text);
        return scheme switch
        {
            null => FromPath(text, credential, baseFolder),
            "file" => FromPath(FilePath(text), credential, baseFolder),
            "rtsp" => FromAddress(SourceKind.Rtsp, text, credential),
            "http" or "https" => FromAddress(SourceKind.Http, text, credential),
            _ => throw Invalid($"Sources of scheme '{scheme}:' are not allowed; a path, file:, rtsp://, http:// and https:// are. (A file whose name has a colon: put ./ before it.)"),
        };
    }

    /// <summary>The address, without credentials.</summary>
    public override string ToString() => Redacted;

    // A scheme as a URL parser or ffmpeg would see it: letters, digits, '+', '-', '.', ',' before the first ':' and no
    // separator before it. ffmpeg also takes options into the scheme ("subfile,,start,0,:"), hence the comma.
    private static string? SchemeOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) return null;
        return text.AsSpan(0, colon).Contains('/') ? null : text[..colon].ToLowerInvariant();
    }

    private static string FilePath(string text)
    {
        var rest = text["file:".Length..];
        if (!rest.StartsWith("//", StringComparison.Ordinal)) return rest;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !uri.IsFile || !string.IsNullOrEmpty(uri.Host)) throw Invalid("A file address is file:PATH or file:///PATH, without a host.");
        return uri.LocalPath;
    }

    private static VideoSource FromPath(string path, SourceCredential? credential, string? baseFolder)
    {
        if (credential is not null) throw Invalid("A file takes no user and password.");
        if (path.Length == 0) throw Invalid("The source's path is empty.");
        var full = baseFolder is null ? Path.GetFullPath(path) : Path.GetFullPath(path, Path.GetFullPath(baseFolder));
        return new VideoSource(SourceKind.File, full, null);
    }

    private static VideoSource FromAddress(SourceKind kind, string text, SourceCredential? credential)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0) throw Invalid("The source is not a well-formed address (scheme://host[:port]/path).");
        if (uri.UserInfo.Length > 0 || uri.Authority.Contains('@', StringComparison.Ordinal)) throw Invalid($"The source's address holds a user or password; give them apart from the address ({uri.Scheme}://{uri.Host}…).");
        if (text.Contains('@', StringComparison.Ordinal)) throw Invalid($"The source's address holds an '@' behind its host, which may end a password; give user and password apart from the address, and write %40 where the '@' belongs to the path.");
        if (text.AsSpan().ContainsAny(Forbidden)) throw Invalid("The source's address holds spaces, quotes or backslashes; percent-encode them.");
        if (credential is not null && (HasControls(credential.User) || HasControls(credential.Password))) throw Invalid("The source's user or password holds control characters.");
        return new VideoSource(kind, uri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped), credential);
    }

    private static bool HasControls(string text) => text.AsSpan().ContainsAnyInRange('\0', '\u001f') || text.Contains('\u007f', StringComparison.Ordinal);

    private static MediaException Invalid(string message) => new(MediaErrorCode.InvalidSource, message);

    /// <summary>The address with the credential in it, percent-encoded: for ffmpeg's eyes only.</summary>
    internal string AddressWithCredential()
    {
        if (Credential is null) return Address;
        var cut = Address.IndexOf("://", StringComparison.Ordinal) + 3;
        return $"{Address[..cut]}{WebUtility.UrlEncode(Credential.User).Replace("+", "%20", StringComparison.Ordinal)}:{WebUtility.UrlEncode(Credential.Password).Replace("+", "%20", StringComparison.Ordinal)}@{Address[cut..]}";
    }
}
