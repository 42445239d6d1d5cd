using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Fresnel.Storage.Postgres;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Fresnel.Bench.Clusters;

/// <summary>The baseline of commands: the hops alone, from plain loops.</summary>
internal sealed class BareHops : IAsyncDisposable
{
    private const int PublishingChannels = 8;
    private const int Committers = 2;
    private const int LargestGroup = 250;
    private const ushort Prefetch = 32;

    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new(StringComparer.Ordinal);
    private readonly Channel<Hop> taken = Channel.CreateUnbounded<Hop>();
    private readonly IConnection publishing;
    private readonly IConnection consuming;
    private readonly List<IChannel> channels = [];
    private readonly int queues;
    private Task committing = Task.CompletedTask;
    private string replies = "";
    private long asked;

    private BareHops(IConnection publishing, IConnection consuming, int queues)
    {
        this.publishing = publishing;
        this.consuming = consuming;
        this.queues = queues;
    }

    /// <summary>Connects and declares.</summary>
    /// <param name="broker">An empty virtual host.</param>
    /// <param name="database">An empty database.</param>
    /// <param name="queues">How many queues commands go to.</param>
    /// <param name="entities">Over how many entities the rows go.</param>
    public static async Task<BareHops> StartAsync(Uri broker, ClusterDatabase database, int queues, int entities)
    {
        var factory = new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false, TopologyRecoveryEnabled = false };
        var hops = new BareHops(await factory.CreateConnectionAsync(), await factory.CreateConnectionAsync(), queues);
        await hops.ConsumeAsync();
        await RawPostgres.PrepareAsync(database, entities);
        var rows = new List<RawRows>();
        for (var i = 0; i < Committers; i++) rows.Add(await RawRows.OpenAsync(database, i, Committers, entities));
        hops.committing = Task.WhenAll(rows.Select(row => Task.Run(() => hops.CommitAsync(row))));
        for (var i = 0; i < PublishingChannels; i++)
            hops.channels.Add(await hops.publishing.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)));
        return hops;
    }

    /// <summary>One command, there and back.</summary>
    public async Task AskAsync(int caller)
    {
        var pair = Interlocked.Increment(ref asked).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[pair] = answer;
        var properties = new BasicProperties { CorrelationId = pair, ReplyTo = replies, DeliveryMode = DeliveryModes.Persistent };
        await channels[caller % channels.Count].BasicPublishAsync("", Queue(caller % queues), true, properties, AppendedRow.Event);
        await answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        taken.Writer.TryComplete();
        await committing;
        await publishing.DisposeAsync();
        await consuming.DisposeAsync();
    }

    private static string Queue(int number) => string.Create(CultureInfo.InvariantCulture, $"fresnel.bare.{number}");

    private async Task ConsumeAsync()
    {
        var answers = await consuming.CreateChannelAsync();
        replies = (await answers.QueueDeclareAsync("fresnel.bare.reply", durable: false, exclusive: true, autoDelete: true)).QueueName;
        var hearing = new AsyncEventingBasicConsumer(answers);
        hearing.ReceivedAsync += (_, delivery) =>
        {
            if (waiting.TryRemove(delivery.BasicProperties.CorrelationId!, out var answer)) answer.SetResult();
            return Task.CompletedTask;
        };
        await answers.BasicConsumeAsync(replies, autoAck: true, hearing);

        for (var number = 0; number < queues; number++)
        {
            var channel = await consuming.CreateChannelAsync();
            await channel.QueueDeclareAsync(Queue(number), durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
            await channel.BasicQosAsync(0, Prefetch, false);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, delivery) =>
            {
                taken.Writer.TryWrite(new Hop(channel, delivery.DeliveryTag, delivery.BasicProperties.ReplyTo!, delivery.BasicProperties.CorrelationId!));
                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(Queue(number), autoAck: false, consumer);
        }
    }

    private async Task CommitAsync(RawRows rows)
    {
        await using var owned = rows;
        await using var channel = await publishing.CreateChannelAsync();
        var group = new List<Hop>();
        while (await taken.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < LargestGroup && taken.Reader.TryRead(out var hop)) group.Add(hop);
            if (group.Count == 0) continue;
            await rows.WriteAsync(group.Count);
            foreach (var hop in group)
            {
                await channel.BasicPublishAsync("", hop.ReplyTo, false, new BasicProperties { CorrelationId = hop.Pair }, AppendedRow.Reply);
                await hop.Channel.BasicAckAsync(hop.Tag, multiple: false);
            }
        }
    }

    private readonly record struct Hop(IChannel Channel, ulong Tag, string ReplyTo, string Pair);
}
