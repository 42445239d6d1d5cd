using System.Globalization;
using System.Text;
using Fresnel.Clustering.Broker;
using RabbitMQ.Client;

namespace Fresnel.Clustering.RabbitMq;

/// <summary>Message headers as AMQP 0-9-1 carries them.</summary>
internal static class WireHeaders
{
    /// <summary>The header that pairs a returned message with its publish; the broker's confirmations may cover several at once.</summary>
    public const string Sequence = "x-fresnel-publish";

    private const string Reason = "x-fresnel-reason";
    private const string DeliveryCount = "x-delivery-count";
    private const string FirstDeath = "x-first-death-reason";

    /// <summary>The properties of a message to publish. Always persistent: queues that are not durable take no notice.</summary>
    public static BasicProperties Write(in MessageHeaders headers)
    {
        var properties = new BasicProperties
        {
            Type = headers.Type,
            MessageId = headers.MessageId,
            CorrelationId = headers.CorrelationId,
            ReplyTo = headers.ReplyTo,
            Expiration = headers.Expiration is { } span ? ((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : null,
            DeliveryMode = DeliveryModes.Persistent,
        };
        if (headers.Reason is { } reason) properties.Headers = new Dictionary<string, object?> { [Reason] = reason };
        return properties;
    }

    /// <summary>The headers of a message that came.</summary>
    public static MessageHeaders Read(IReadOnlyBasicProperties properties) => new()
    {
        Type = properties.Type,
        MessageId = properties.MessageId,
        CorrelationId = properties.CorrelationId,
        ReplyTo = properties.ReplyTo,
        Expiration = long.TryParse(properties.Expiration, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null,
        Reason = Text(properties.Headers, Reason),
    };

    /// <summary>How often a message came back.</summary>
    public static long Returns(IReadOnlyBasicProperties properties) => Number(properties.Headers, DeliveryCount) ?? 0;

    /// <summary>Why it was dead-lettered first, or null.</summary>
    public static string? DeathReason(IReadOnlyBasicProperties properties) => Text(properties.Headers, FirstDeath);

    /// <summary>A text of a table, which travels as bytes.</summary>
    public static string? Text(IDictionary<string, object?>? table, string name) => table is not null && table.TryGetValue(name, out var value)
        ? value switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            string text => text,
            _ => null,
        }
        : null;

    /// <summary>A whole number of a table, whatever its width.</summary>
    public static long? Number(IDictionary<string, object?>? table, string name) => table is not null && table.TryGetValue(name, out var value)
        ? value switch
        {
            long number => number,
            int number => number,
            short number => number,
            byte number => number,
            _ => null,
        }
        : null;
}
