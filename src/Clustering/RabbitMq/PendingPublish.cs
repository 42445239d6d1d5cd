using System.Buffers;
using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>
/// A message on its way: queued, then sent, then answered. While it is queued it can be withdrawn, and was surely not
/// taken; once it is sent, only the broker knows. Its body is a copy, so that the caller's may change when the call ends.
/// </summary>
internal sealed class PendingPublish
{
    private const int Queued = 0;
    private const int Sent = 1;
    private const int Withdrawn = 2;

    private readonly TaskCompletionSource<PublishEnd> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? body;
    private int state;

    public PendingPublish(in Publication publication)
    {
        Exchange = publication.Exchange ?? "";
        RoutingKey = publication.RoutingKey;
        Headers = publication.Headers;
        Mandatory = publication.Mandatory;
        Length = publication.Body.Length;
        body = ArrayPool<byte>.Shared.Rent(Length);
        publication.Body.CopyTo(body);
    }

    public string Exchange { get; }

    public string RoutingKey { get; }

    public MessageHeaders Headers { get; }

    public bool Mandatory { get; }

    public int Length { get; }

    /// <summary>The body; only for who sends it, until <see cref="ReleaseBody"/>.</summary>
    public ReadOnlyMemory<byte> Body => body.AsMemory(0, Length);

    /// <summary>Whether the broker sent it back because no queue takes it; its confirmation follows.</summary>
    public bool Returned { get; set; }

    /// <summary>How it ended; never faults.</summary>
    public Task<PublishEnd> End => end.Task;

    /// <summary>Takes it for sending; false where it was withdrawn.</summary>
    public bool TrySend() => Interlocked.CompareExchange(ref state, Sent, Queued) == Queued;

    /// <summary>Takes it back; false where it is sent.</summary>
    public bool TryWithdraw() => Interlocked.CompareExchange(ref state, Withdrawn, Queued) == Queued;

    public void Finish(PublishEnd how) => end.TrySetResult(how);

    /// <summary>Gives the copy of the body back to the pool; called once by who sends, or would have.</summary>
    public void ReleaseBody()
    {
        if (Interlocked.Exchange(ref body, null) is { } rented) ArrayPool<byte>.Shared.Return(rented);
    }
}
