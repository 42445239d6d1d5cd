namespace Fresnel.Media.Sources;

/// <summary>Where pictures come from.</summary>
public enum SourceKind
{
    /// <summary>A file on this machine.</summary>
    File,

    /// <summary>An RTSP stream, fetched over TCP.</summary>
    Rtsp,

    /// <summary>A file or stream over HTTP or HTTPS.</summary>
    Http,
}
