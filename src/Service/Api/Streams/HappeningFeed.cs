using System.Globalization;
using System.Text.Json;
using Fresnel.Messages.Cluster;
using Fresnel.Service.Cluster;
using Fresnel.Service.Configuration;

namespace Fresnel.Service.Api.Streams;

/// <summary>What happens to the cluster, as it happens.</summary>
public sealed class HappeningFeed(ClusterView cluster, ApiOptions options, TimeProvider time)
{
    /// <summary>Streams what happens after a number, until cancelled.</summary>
    public async Task WriteAsync(HttpContext context, long after, CancellationToken cancellationToken)
    {
        var writer = await SseWriter.BeginAsync(context, cancellationToken);
        await using var happenings = cluster.FollowAsync(after, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var next = happenings.MoveNextAsync().AsTask();
        while (true)
        {
            try
            {
                if (!await next.WaitAsync(options.Heartbeat, time, cancellationToken)) return;
                Write(writer, happenings.Current);
                next = happenings.MoveNextAsync().AsTask();
                if (next.IsCompleted) continue; // several at once go out together
            }
            catch (TimeoutException)
            {
                writer.Heartbeat();
            }
            catch (OperationCanceledException)
            {
                await next.ContinueWith(static _ => { }, TaskScheduler.Default); // it may not be disposed of while it runs
                throw;
            }

            await writer.FlushAsync(cancellationToken);
        }
    }

    private static void Write(SseWriter writer, ClusterViews.Happening happening) =>
        writer.Event("happening", happening.Number.ToString(CultureInfo.InvariantCulture), JsonSerializer.SerializeToUtf8Bytes(happening, ApiJson.Options));
}
