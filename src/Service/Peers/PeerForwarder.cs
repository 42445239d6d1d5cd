using System.Buffers;
using System.Collections.Frozen;
using Fresnel.Messages.Cluster;
using Fresnel.Service.Api.Problems;
using Fresnel.Service.Api.Streams;
using Microsoft.AspNetCore.Http.Features;

namespace Fresnel.Service.Peers;

/// <summary>Hands a request on to the member it concerns, and its answer back as it comes: pictures and events are not held up.</summary>
public sealed class PeerForwarder(PeerClient peers, StreamSlots slots, TimeProvider time)
{
    // Longer than any answer takes to begin: a command's limit is at most two minutes.
    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(130);

    private static readonly FrozenSet<string> RequestHeaders = FrozenSet.ToFrozenSet(
        ["Accept", "If-Match", "If-None-Match", "If-Range", "If-Modified-Since", "Idempotency-Key", "Last-Event-ID", "Range", "User-Agent", "traceparent", "tracestate"],
        StringComparer.OrdinalIgnoreCase);

    // What belongs to one connection, and what this process sets itself.
    private static readonly FrozenSet<string> DroppedHeaders = FrozenSet.ToFrozenSet(
        ["Connection", "Keep-Alive", "Transfer-Encoding", "Trailer", "Upgrade", "Proxy-Authenticate", "Date", "Server", "Set-Cookie", "Access-Control-Allow-Origin"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the request may be handed on: one that was already is answered here.</summary>
    public static bool MayForward(HttpRequest request) => !PeerClient.IsForwarded(request);

    /// <summary>Hands the request on to the first member that can be reached.</summary>
    /// <param name="context">The request; its answer is written.</param>
    /// <param name="members">Whom to ask, in this order; another is only tried where one cannot be connected to.</param>
    /// <exception cref="ApiProblemException">None could be reached.</exception>
    public Task ForwardAsync(HttpContext context, params IReadOnlyList<ClusterViews.Member> members)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(members);
        return SendAsync(context, members, context.RequestAborted);
    }

    private async Task SendAsync(HttpContext context, IReadOnlyList<ClusterViews.Member> members, CancellationToken cancellationToken)
    {
        string? trouble = null;
        foreach (var member in members)
        {
            HttpResponseMessage response;
            try
            {
                response = await AskAsync(context, member, cancellationToken);
            }
            catch (HttpRequestException fault) when (fault.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
            {
                trouble = $"{member.Id} at {member.Address} cannot be reached";
                continue; // nothing was sent yet
            }
            catch (HttpRequestException fault)
            {
                throw new ApiProblemException(ProblemCodes.OwnerUnreachable, $"{member.Id} at {member.Address} broke off: {Messages.EntityId.Printable(fault.Message)} A command may have been carried out.", fault);
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ApiProblemException(ProblemCodes.OwnerUnreachable, $"{member.Id} at {member.Address} did not answer within {HeadersLimit.TotalSeconds:0} s. A command may have been carried out.", late);
            }

            using (response)
            {
                if (IsEndless(response)) await slots.RunAsync(context, ends => CopyAsync(context, response, ends));
                else await CopyAsync(context, response, cancellationToken);
            }

            return;
        }

        throw new ApiProblemException(ProblemCodes.OwnerUnreachable, trouble is null ? "No member that could answer is up." : $"{trouble}.");
    }

    private static bool IsEndless(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is "text/event-stream" or "multipart/x-mixed-replace";

    private async Task<HttpResponseMessage> AskAsync(HttpContext context, ClusterViews.Member member, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(HeadersLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = peers.Request(HttpMethod.Parse(context.Request.Method), member, context.Request.Path + context.Request.QueryString);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (RequestHeaders.Contains(name)) request.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            if (context.Request.ContentType is { } type) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
        }

        return await peers.SendAsync(request, both.Token);
    }

    private static async Task CopyAsync(HttpContext context, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var answer = context.Response;
        answer.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (!DroppedHeaders.Contains(name)) answer.Headers[name] = values.ToArray();
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await answer.StartAsync(cancellationToken);
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await answer.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await answer.Body.FlushAsync(cancellationToken);
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            context.Abort(); // the member is gone in the middle: a client must not take this for the end
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
