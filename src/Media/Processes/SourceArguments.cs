using System.Globalization;
using Fresnel.Media.Sources;

namespace Fresnel.Media.Processes;

/// <summary>
/// How a source is given to ffmpeg. Files by <c>file:PATH</c>, with no protocol but files allowed, and no
/// container that leads to another file: a playlist under a video's name would show what it points to. Streams by a script on
/// standard input, read by the concat demuxer: it keeps the address, which holds the password, out of the process list.
/// </summary>
internal static class SourceArguments
{
    // What holds its pictures itself, and the commonest sounds, so that they are told as such. Left out are the lists that lead to other files (hls, concat, dash, imf) and text drawn as pictures (tty).
    internal const string Containers =
        "avi,matroska,mov,mpegts,mpeg,mpegvideo,flv,live_flv,nut,ogg,asf,h264,hevc,obu,av1,ivf,m4v,mjpeg,yuv4mpegpipe,dv,mxf,rm,wtv,gxf,vc1,h263,h261,gif,apng,image2,jpeg_pipe,png_pipe,wav,mp3,flac,aac";

    /// <summary>Input arguments, <c>-i</c> included.</summary>
    public static List<string> For(VideoSource source) => source.Kind switch
    {
        SourceKind.File => ["-protocol_whitelist", "file", "-format_whitelist", Containers, "-i", $"file:{source.Address}"],
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
