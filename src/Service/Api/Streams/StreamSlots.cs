using Fresnel.Service.Api.Problems;
using Fresnel.Service.Configuration;

namespace Fresnel.Service.Api.Streams;

/// <summary>Counts open live streams, so that readers cannot take more than their share of the node; ends them when it stops.</summary>
public sealed class StreamSlots(ApiOptions options, IHostApplicationLifetime lifetime)
{
    private int open;

    /// <summary>Streams open now.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>Runs a stream; it is cancelled when its client goes or the node stops.</summary>
    /// <exception cref="ApiProblemException">As many are open as are allowed.</exception>
    public async Task RunAsync(HttpContext context, Func<CancellationToken, Task> stream)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(stream);
        if (Interlocked.Increment(ref open) > options.MaxStreams)
        {
            Interlocked.Decrement(ref open);
            throw new ApiProblemException(ProblemCodes.TooManyStreams, $"{options.MaxStreams} live streams are open, as many as are allowed (Api:MaxStreams).");
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await stream(ends.Token);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The client went, or the node stops: the ordinary end of a stream.
        }
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The connection broke while writing.
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }
}
