using System.Globalization;
using System.Runtime.InteropServices;
using Fresnel.Inference.Detection;
using Fresnel.Media.Frames;
using Fresnel.Media.Pictures;
using Fresnel.Media.Processes;
using Fresnel.Media.Writing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>Writes the video with boxes, labels, scores and track numbers drawn in.</summary>
internal sealed class Annotator(string path, IReadOnlyList<string> labels, FfmpegOptions ffmpeg, TimeProvider time) : IAsyncDisposable
{
    private static readonly OverlayColor Unconfirmed = new(150, 128, 128);

    private static readonly TimeSpan LeastStep = TimeSpan.FromMicroseconds(12);

    private readonly I420Picture picture = new();
    private VideoWriter? writer;
    private TimeSpan last = TimeSpan.MinValue;

    /// <summary>Removes what a killed run left of its video: the writer's temporary files for the same path.</summary>
    public static void RemoveRemains(string path)
    {
        foreach (var remains in Directory.GetFiles(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.*")) File.Delete(remains);
        File.Delete(path);
    }

    /// <summary>Draws and writes one frame.</summary>
    public async ValueTask WriteAsync(Frame frame, List<Detected> detections, long?[] tracks, CancellationToken cancellationToken)
    {
        writer ??= VideoWriter.Start(path, frame.Layout, new VideoWriterOptions(), ffmpeg, time, NullLogger<VideoWriter>.Instance);
        picture.CopyFrom(frame);
        Draw(CollectionsMarshal.AsSpan(detections), tracks);

        // Broken streams repeat times; the writer takes none that does not grow by a tick of its clock (1/90000 s).
        var at = frame.StreamTime >= last + LeastStep ? frame.StreamTime : last + LeastStep;
        last = at;
        await writer.WriteAsync(picture.Data, at, cancellationToken);
    }

    /// <summary>Ends the file and gives it its name.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) => writer?.CompleteAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Removes what was not completed.</summary>
    public ValueTask DisposeAsync() => writer?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Draw(ReadOnlySpan<Detected> detections, long?[] tracks)
    {
        Span<char> text = stackalloc char[80];
        for (var i = 0; i < detections.Length; i++)
        {
            ref readonly var found = ref detections[i];
            var color = tracks[i] is { } id ? OverlayColor.ForTrack(id) : Unconfirmed;
            OverlayPainter.DrawBox(picture, found.Box, color, tracks[i] is null ? 1 : 2);
            var label = (uint)found.Label < (uint)labels.Count ? labels[found.Label] : "";
            if (label.Length > 40) label = label[..40];
            var formatted = tracks[i] is { } number
                ? text.TryWrite(CultureInfo.InvariantCulture, $"#{number} {label} {found.Score:F2}", out var length)
                : text.TryWrite(CultureInfo.InvariantCulture, $"{label} {found.Score:F2}", out length);
            if (formatted) OverlayPainter.DrawLabel(picture, (int)found.Box.X, (int)found.Box.Y, text[..length], color, 1);
        }
    }
}
