using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Sessions;
using Fresnel.Messages;

namespace Fresnel.Clustering.Notices;

/// <summary>Notices out and in, over whatever session there is.</summary>
internal sealed class NoticeHub : INoticePublisher, INoticeSource
{
    private const int Waiting = 1_024;

    private readonly BrokerLink link;
    private readonly string owner;
    private readonly TimeSpan timeout;
    private readonly TimeProvider time;
    private readonly Channel<Notice> outgoing;
    private long dropped;
    private long listeners;

    public NoticeHub(BrokerLink link, string owner, TimeSpan timeout, TimeProvider time)
    {
        this.link = link;
        this.owner = owner;
        this.timeout = timeout;
        this.time = time;
        var bound = new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        outgoing = Channel.CreateBounded<Notice>(bound, _ => Interlocked.Increment(ref dropped));
    }

    /// <inheritdoc />
    public long Dropped => Interlocked.Read(ref dropped);

    /// <inheritdoc />
    public void Publish(EntityId entity, string name, ReadOnlyMemory<byte> body)
    {
        if (!EntityId.IsValidPart(name)) throw new FormatException($"'{EntityId.Printable(name)}' is not the name of a notice: {EntityId.Allowed}.");
        outgoing.Writer.TryWrite(new Notice(entity, name, body.ToArray()));
    }

    /// <summary>Publishes what is waiting, until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var notice in outgoing.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                await SendAsync(notice, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<Notice> ListenAsync(
        string pattern, int capacity, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        var bound = new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest };
        var incoming = Channel.CreateBounded<Notice>(bound);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeding = FeedAsync(incoming.Writer, pattern, capacity, ended.Token);
        try
        {
            while (await MoreAsync(incoming.Reader, cancellationToken).ConfigureAwait(false))
            {
                while (incoming.Reader.TryRead(out var notice)) yield return notice;
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await feeding.ConfigureAwait(false);
        }
    }

    private static async ValueTask<bool> MoreAsync(ChannelReader<Notice> reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task SendAsync(Notice notice, CancellationToken stop)
    {
        if (link.Current is not { } session)
        {
            Interlocked.Increment(ref dropped);
            return;
        }

        try
        {
            await session.Publishing.PublishAsync(
                new Publication
                {
                    Exchange = Topology.Notices,
                    RoutingKey = $"{notice.Entity.Kind}.{notice.Entity.Name}.{notice.Name}",
                    Body = notice.Body,
                },
                timeout,
                stop).ConfigureAwait(false);
        }
        catch (BrokerException)
        {
            Interlocked.Increment(ref dropped);
        }
    }

    private async Task FeedAsync(ChannelWriter<Notice> writer, string pattern, int capacity, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var session = await link.SessionAsync(ended).ConfigureAwait(false);
                await ListenOnceAsync(session, writer, pattern, capacity, ended).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is BrokerException or OperationCanceledException)
            {
                await Pauses.WaitAsync(TimeSpan.FromMilliseconds(50), time, ended).ConfigureAwait(false);
            }
        }
    }

    private async Task ListenOnceAsync(
        BrokerSession session, ChannelWriter<Notice> writer, string pattern, int capacity, CancellationToken ended)
    {
        var queue = Topology.Listener(owner, Interlocked.Increment(ref listeners), capacity);
        var connection = session.Consuming;
        await connection.DeclareTopicAsync(Topology.Notices, ended).ConfigureAwait(false);
        await connection.DeclareQueueAsync(queue, ended).ConfigureAwait(false);
        await connection.BindAsync(Topology.Notices, queue.Name, pattern, ended).ConfigureAwait(false);
        await using (var consumer = await connection.ConsumeAsync(queue.Name, new ConsumerOptions(Prefetch: 64), OnNoticeAsync, ended).ConfigureAwait(false))
        {
            await Task.WhenAny(consumer.Lost, Pauses.ForeverAsync(ended)).ConfigureAwait(false);
        }

        if (!session.Ended.IsCancellationRequested) await connection.DeleteQueueAsync(queue.Name, CancellationToken.None).ConfigureAwait(false);

        async ValueTask OnNoticeAsync(Delivery delivery)
        {
            var words = delivery.RoutingKey.Split('.');
            if (words.Length == 3 && EntityId.TryParse($"{words[0]}/{words[1]}", out var entity))
            {
                writer.TryWrite(new Notice(entity, words[2], delivery.Body.ToArray()));
            }

            await delivery.AcknowledgeAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
