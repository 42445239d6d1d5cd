using System.Globalization;
using Fresnel.Media.Processes;
using Fresnel.Media.Recording;
using Fresnel.Media.Sources;

namespace Fresnel.Media.Ingest;

/// <summary>ffmpeg's arguments for an ingest. Pure.</summary>
internal static class IngestArguments
{
    /// <summary>Everything after the program's name.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="options">How.</param>
    /// <param name="segments">Folder for segments, or null.</param>
    public static List<string> Build(VideoSource source, IngestOptions options, string? segments)
    {
        List<string> a = ["-hide_banner", "-loglevel", "error", "-nostats"];
        if (source.Kind is SourceKind.File)
        {
            a.Add("-nostdin");
            if (options.RealTime) a.Add("-re");
            if (options.Loop) a.AddRange(["-stream_loop", "-1"]);
            if (segments is not null) a.AddRange(["-fflags", "+genpts"]); // AVI has no showing times to copy
        }

        if (source.IsLive) a.AddRange(["-fflags", "nobuffer", "-flags", "low_delay", "-analyzeduration", "0"]);
        a.AddRange(["-threads", Text(options.DecoderThreads ?? (source.IsLive || options.RealTime ? 1 : 0))]);
        a.AddRange(SourceArguments.For(source));

        a.AddRange(["-map", "0:V:0"]);
        if (Filters(options) is { Length: > 0 } filters) a.AddRange(["-vf", filters]);
        if (options.FrameLimit is { } limit) a.AddRange(["-frames:v", Text(limit)]);
        a.AddRange(["-fps_mode", "passthrough", "-enc_time_base", "-1", "-pix_fmt", "yuv420p"]);
        a.AddRange(["-c:v", "rawvideo", "-threads", "1"]); // with more, each frame waits for as many later ones as there are threads less one
        a.AddRange(["-map_metadata", "-1", "-f", "nut", "-write_index", "0", "-flush_packets", "1", "pipe:1"]);
        if (segments is not null) AddRecording(a, options.Recording!, segments);
        return a;
    }

    private static string Filters(IngestOptions options)
    {
        List<string> filters = [];
        if (options.StartFrame > 0) filters.Add($@"select=gte(n\,{Text(options.StartFrame)})");

        // The first frame of each interval of 1/rate: keeps the rate over time and every frame's own time. The small
        // addend keeps a source of just that rate whole.
        if (options.MaxFrameRate is { } rate)
        {
            var r = rate.ToString("0.######", CultureInfo.InvariantCulture);
            filters.Add($@"select=isnan(prev_selected_t)+gt(floor(t*{r}+0.001)\,floor(prev_selected_t*{r}+0.001))");
        }

        if (options.MaxWidth is not null || options.MaxHeight is not null)
        {
            var width = options.MaxWidth is { } w ? $@"min(iw\,{Text(w)})" : "iw";
            var height = options.MaxHeight is { } h ? $@"min(ih\,{Text(h)})" : "ih";
            filters.Add($"scale=w={width}:h={height}:force_original_aspect_ratio=decrease");
        }

        return string.Join(',', filters);
    }

    private static void AddRecording(List<string> a, RecordingOptions recording, string segments)
    {
        a.AddRange(["-map", "0:V:0", "-c", "copy", "-avoid_negative_ts", "disabled", "-map_metadata", "-1", "-flush_packets", "1"]);
        a.AddRange(["-f", "segment", "-segment_format", "nut", "-segment_time", recording.SegmentLength.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)]);
        a.Add($"file:{segments.Replace("%", "%%", StringComparison.Ordinal)}/%08d.nut");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
