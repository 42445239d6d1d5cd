using System.Globalization;
using Fresnel.Media.Sources;

namespace Fresnel.Media.Processes;

/// <summary>
/// How a source is given to ffmpeg. Files by <c>file:PATH</c>, with no protocol but files allowed. Streams by a script on
/// standard input, read by the concat demuxer: it keeps the address, which holds the password, out of the process list.
/// </summary>
internal static class SourceArguments
{
    /// <summary>Input arguments, <c>-i</c> included.</summary>
    public static List<string> For(VideoSource source) => source.Kind switch
    {
        SourceKind.File => ["-protocol_whitelist", "file", "-i", $"file:{source.Address}"],
        SourceKind.Rtsp => ["-protocol_whitelist", "pipe,rtsp,rtp,tcp", "-safe", "0", "-f", "concat", "-i", "pipe:0"],
        _ => ["-protocol_whitelist", "pipe,http,https,tls,tcp,httpproxy", "-safe", "0", "-f", "concat", "-i", "pipe:0"],
    };

    /// <summary>The script for standard input, or null.</summary>
    /// <param name="source">The source; its address holds no quotes.</param>
    /// <param name="socketLimit">After how long a silent socket is an error to ffmpeg.</param>
    public static string? Script(VideoSource source, TimeSpan socketLimit)
    {
        var limit = ((long)socketLimit.TotalMicroseconds).ToString(CultureInfo.InvariantCulture);
        return source.Kind switch
        {
            SourceKind.File => null,

            // Half a second of analysis is enough: codec and size come with the session description.
            SourceKind.Rtsp => $"""
                ffconcat version 1.0
                file '{source.AddressWithCredential()}'
                option rtsp_transport tcp
                option allowed_media_types video
                option timeout {limit}
                option analyzeduration 500000
                option fpsprobesize 0
                option fflags nobuffer

                """,
            _ => $"""
                ffconcat version 1.0
                file '{source.AddressWithCredential()}'
                option rw_timeout {limit}

                """,
        };
    }
}
