using Fresnel.Media.Frames;
using Fresnel.Media.Ingest;
using Fresnel.Media.Processes;
using Fresnel.Media.Sources;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Media.Tests.Support;

internal static class Ingests
{
    public static VideoIngest Start(string source, IngestOptions? options = null, SourceCredential? credential = null, TimeProvider? time = null, FfmpegOptions? ffmpeg = null) =>
        VideoIngest.Start(VideoSource.Parse(source, credential), options ?? new IngestOptions(), ffmpeg ?? Tools.Ffmpeg, time ?? TimeProvider.System, NullLogger<VideoIngest>.Instance);

    public static async Task<FrameRead> NextAsync(this VideoIngest ingest)
    {
        using var limit = new CancellationTokenSource(Tools.Generous);
        return await ingest.ReadAsync(limit.Token);
    }

    /// <summary>Reads to the end; each frame is released after it was looked at.</summary>
    public static async Task<(List<Seen> Frames, IngestEnd End)> AllAsync(this VideoIngest ingest)
    {
        List<Seen> frames = [];
        while (true)
        {
            var read = await ingest.NextAsync();
            if (!read.HasFrame) return (frames, read.End);
            frames.Add(new Seen(read.Frame.Number, read.Frame.StreamTime, Hash(read.Frame), read.Frame.Layout));
            read.Frame.Release();
        }
    }

    public static ulong Hash(Frame frame)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in frame.Data.Span) hash = (hash ^ b) * 1099511628211UL;
        return hash;
    }

    internal sealed record Seen(long Number, TimeSpan Time, ulong Hash, I420Layout Layout);
}
