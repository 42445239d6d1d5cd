using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fresnel.Clustering.Hosting;

/// <summary>
/// Weighted rendezvous hashing (Thaler and Ravishankar 1998, with the weights of Schindelhauer and Schomaker 2005): every
/// node computes for itself which shards it ranks highest for, and a node that comes or goes moves only its own share.
/// </summary>
public static class Rendezvous
{
    /// <summary>The largest priority.</summary>
    public const int MaxPriority = 1_000_000_000;

    /// <summary>
    /// A node's rank for a shard as a consumer priority. With <c>u</c> the hash of both in (0, 1), the weighted score
    /// <c>−w / ln u</c> grows with <c>u^(1/w)</c>, which is what is scaled.
    /// </summary>
    /// <param name="node">The node's name.</param>
    /// <param name="weight">Its share relative to others, above 0.</param>
    /// <param name="shard">The shard.</param>
    /// <returns>0 to <see cref="MaxPriority"/>; the highest owns the shard.</returns>
    public static int Priority(string node, double weight, int shard)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(weight);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{node}/{shard}"), hash);
        var u = (BinaryPrimitives.ReadUInt64BigEndian(hash) + 0.5) / 18446744073709551616.0;
        return (int)(Math.Pow(u, 1 / weight) * MaxPriority);
    }
}
