using System.Globalization;
using System.Text;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Messages.Observations;
using Fresnel.Service.Configuration;

namespace Fresnel.Cluster.Node.Api.Streams;

/// <summary>A camera's pictures as <c>multipart/x-mixed-replace</c>: each new one, at most so many a second, skipping those a slow client has no time for.</summary>
public sealed class PictureFeed(PictureCache pictures, ApiOptions options, TimeProvider time)
{
    private const string Boundary = "fresnel-picture";

    /// <summary>Streams until cancelled, or the camera stops.</summary>
    public async Task WriteAsync(HttpContext context, ICameraLiveBoard board, string name, bool annotated, int quality, int? fps, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(board);
        context.Response.ContentType = $"multipart/x-mixed-replace; boundary={Boundary}";
        context.Response.Headers.CacheControl = "no-store";
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Math.Min(fps ?? options.StreamFps, options.StreamFps)), time);
        await context.Response.StartAsync(cancellationToken);
        var body = context.Response.Body;
        Observation? sent = null;
        var last = time.GetTimestamp();
        while (board.TryGet(name, out var live))
        {
            // A still picture is repeated now and then, so that proxies and clients see that the stream lives.
            var stale = time.GetElapsedTime(last) > options.Heartbeat;
            if ((stale || !ReferenceEquals(live.Latest, sent)) && pictures.Find(live, annotated, quality) is { } picture && (stale || !ReferenceEquals(picture.Observation, sent)))
            {
                await body.WriteAsync(Header(picture), cancellationToken);
                await body.WriteAsync(picture.Jpeg, cancellationToken);
                await body.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
                await body.FlushAsync(cancellationToken);
                sent = picture.Observation;
                last = time.GetTimestamp();
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }

        await body.WriteAsync(Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"), cancellationToken);
    }

    private static byte[] Header(Picture picture) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"--{Boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: {picture.Jpeg.Length}\r\nX-Frame: {picture.Observation.Frame}\r\nX-At: {picture.Observation.At:O}\r\n\r\n"));
}
