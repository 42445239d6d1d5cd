using System.Text;

namespace Fresnel.Clustering.Broker;

/// <summary>What the shape of a queue may be, on every broker.</summary>
internal static class QueueRules
{
    /// <summary>Refuses a shape that no broker takes.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public static void ThrowIfBroken(QueueSpec spec)
    {
        var length = Encoding.UTF8.GetByteCount(spec.Name);
        if (length is 0 or > 255) throw new ArgumentException($"A queue's name has 1 to 255 bytes, not {length}.", nameof(spec));
        if (spec.MaxLength < 1) throw Bad(spec, nameof(spec.MaxLength), spec.MaxLength, "at least 1");
        if (spec.MessageTtl < TimeSpan.Zero) throw Bad(spec, nameof(spec.MessageTtl), spec.MessageTtl, "at least 0");
        if (spec.DeliveryLimit < 1) throw Bad(spec, nameof(spec.DeliveryLimit), spec.DeliveryLimit, "at least 1");
        if (spec.DeliveryLimit is not null && spec.Kind is not QueueKind.Quorum)
        {
            throw Bad(spec, nameof(spec.DeliveryLimit), spec.DeliveryLimit, "null where the queue is not a quorum queue");
        }
    }

    private static ArgumentOutOfRangeException Bad(QueueSpec spec, string what, object? value, string allowed) =>
        new(nameof(spec), value, $"Queue '{spec.Name}': {what} is {allowed}.");
}
