namespace Fresnel.Media;

/// <summary>What went wrong with a picture source or a tool, as a stable code.</summary>
public enum MediaErrorCode
{
    /// <summary>The source's text is not one we accept: unknown scheme, credentials inside, control characters.</summary>
    InvalidSource,

    /// <summary>No such file, or no such stream on the server.</summary>
    NotFound,

    /// <summary>The path is a folder.</summary>
    IsDirectory,

    /// <summary>The file may not be read.</summary>
    AccessDenied,

    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>No container or codec known to ffmpeg.</summary>
    NotAVideo,

    /// <summary>A container without a video stream: a sound file.</summary>
    NoVideoStream,

    /// <summary>The server refused the connection.</summary>
    Refused,

    /// <summary>The server wants other credentials.</summary>
    Unauthorized,

    /// <summary>No route, no such host, or no answer from the network.</summary>
    Unreachable,

    /// <summary>The server closed or broke the connection.</summary>
    Disconnected,

    /// <summary>Nothing came within the time limit.</summary>
    TimedOut,

    /// <summary>The stream broke off or its bytes are damaged.</summary>
    Corrupt,

    /// <summary>ffmpeg, ffprobe or a library is not installed.</summary>
    ToolMissing,

    /// <summary>ffmpeg failed in a way we have no better word for; its own words are in the message.</summary>
    ToolFailed,

    /// <summary>The output could not be written: missing folder, no permission, no space.</summary>
    OutputFailed,
}
