using System.Globalization;
using Fresnel.Media.Frames;
using Fresnel.Media.Pictures;
using Fresnel.Messages.Observations;

namespace Fresnel.Actors.Cameras.Live;

/// <summary>Makes JPEGs of frames, with boxes and track numbers drawn in. Not for several threads at once.</summary>
internal sealed class SnapshotPainter : IDisposable
{
    private static readonly OverlayColor Unconfirmed = new(160, 128, 128);
    private readonly I420Picture picture = new();
    private JpegEncoder? encoder;

    /// <summary>Encodes a frame.</summary>
    /// <param name="frame">The picture.</param>
    /// <param name="objects">What to draw in; empty for none.</param>
    /// <param name="quality">1 to 100.</param>
    public byte[] Encode(Frame frame, IReadOnlyList<SeenObject> objects, int quality)
    {
        encoder ??= new JpegEncoder();
        if (objects.Count == 0) return encoder.Encode(frame.Layout, frame.Data.Span, quality).ToArray();

        picture.CopyFrom(frame);
        foreach (var seen in objects)
        {
            var color = seen.TrackId is { } track ? OverlayColor.ForTrack(track) : Unconfirmed;
            OverlayPainter.DrawBox(picture, seen.Box, color);
            if (seen.TrackId is { } number)
                OverlayPainter.DrawLabel(picture, (int)seen.Box.X, (int)seen.Box.Y - 16, string.Create(CultureInfo.InvariantCulture, $"{seen.Label} {number}"), color);
        }

        return encoder.Encode(picture.Layout, picture.Data.Span, quality).ToArray();
    }

    public void Dispose() => encoder?.Dispose();
}
