using System.Text.Json;
using System.Threading.Channels;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Messages.Observations;
using Fresnel.Service.Api;
using Fresnel.Service.Api.Streams;
using Fresnel.Service.Configuration;

namespace Fresnel.Cluster.Node.Api.Streams;

/// <summary>A camera's observations as they are made, at most once. A client that is slow loses the oldest and is told how many.</summary>
public sealed class ObservationFeed(ApiOptions options, TimeProvider time)
{
    private const int Waiting = 32;

    /// <summary>Streams until cancelled or the camera stops.</summary>
    public async Task WriteAsync(HttpContext context, ICameraLive live, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(live);
        var writer = await SseWriter.BeginAsync(context, cancellationToken);
        long dropped = 0;
        var queue = Channel.CreateBounded<Observation>(
            new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true },
            _ => Interlocked.Increment(ref dropped));
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pump = PumpAsync(live, queue.Writer, ends.Token);
        try
        {
            while (await WaitAsync(queue.Reader, writer, cancellationToken))
            {
                while (queue.Reader.TryRead(out var observation))
                {
                    var lost = Interlocked.Exchange(ref dropped, 0);
                    if (lost > 0) writer.Event("dropped", null, JsonSerializer.SerializeToUtf8Bytes(new { count = lost }, ApiJson.Options));
                    writer.Event("observation", null, JsonSerializer.SerializeToUtf8Bytes(ObservationAnswer.Of(observation), ApiJson.Options));
                }

                await writer.FlushAsync(cancellationToken);
            }

            writer.Event("stopped", null, "{}"u8);
            await writer.FlushAsync(cancellationToken);
        }
        finally
        {
            await ends.CancelAsync();
            await pump;
        }
    }

    private static async Task PumpAsync(ICameraLive live, ChannelWriter<Observation> queue, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var observation in live.ObserveAsync(cancellationToken)) queue.TryWrite(observation);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader ended.
        }
        finally
        {
            queue.TryComplete();
        }
    }

    private async Task<bool> WaitAsync(ChannelReader<Observation> queue, SseWriter writer, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var limit = new CancellationTokenSource(options.Heartbeat, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                return await queue.WaitToReadAsync(both.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                writer.Heartbeat();
                await writer.FlushAsync(cancellationToken);
            }
        }
    }
}
