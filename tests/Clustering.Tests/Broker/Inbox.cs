using System.Text;
using System.Threading.Channels;
using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.Tests.Broker;

/// <summary>A consumer that keeps what it gets, unsettled.</summary>
public sealed class Inbox
{
    private readonly Channel<(Delivery Delivery, string Text)> got = Channel.CreateUnbounded<(Delivery, string)>();

    public IBrokerConsumer Consumer { get; private set; } = null!;

    public int Count => got.Reader.Count;

    public static async Task<Inbox> OpenAsync(IBrokerConnection connection, string queue, int prefetch = 100, int priority = 0)
    {
        var inbox = new Inbox();
        inbox.Consumer = await connection.ConsumeAsync(queue, new ConsumerOptions(prefetch, priority), inbox.KeepAsync, default);
        return inbox;
    }

    public async Task<(Delivery Delivery, string Text)> NextAsync() =>
        await got.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    public async Task<string> TextAsync() => (await NextAsync()).Text;

    /// <summary>The next texts, each acknowledged.</summary>
    public async Task<string[]> TakeAsync(int count)
    {
        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            var (delivery, text) = await NextAsync();
            Assert.True(await delivery.AcknowledgeAsync(default));
            texts[i] = text;
        }

        return texts;
    }

    private ValueTask KeepAsync(Delivery delivery)
    {
        got.Writer.TryWrite((delivery, Encoding.UTF8.GetString(delivery.Body.Span)));
        return ValueTask.CompletedTask;
    }
}
