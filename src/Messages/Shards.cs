using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fresnel.Messages;

/// <summary>Which shard an entity belongs to.</summary>
public static class Shards
{
    /// <summary>The number of shards of a new cluster; fixed when the cluster is created.</summary>
    public const int DefaultCount = 64;

    /// <summary>The shard of an entity: the first 8 bytes (big endian) of <c>SHA-256("kind/name")</c> modulo the count.</summary>
    /// <returns>0 to <paramref name="count"/> − 1.</returns>
    public static int Of(EntityId id, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id.ToString()), hash);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)count);
    }
}
