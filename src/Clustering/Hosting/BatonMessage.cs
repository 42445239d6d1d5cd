using System.Buffers.Text;
using System.Text;
using Fresnel.Clustering.Broker;

namespace Fresnel.Clustering.Hosting;

/// <summary>The message of a baton queue: the generation, as text for people who look.</summary>
internal static class BatonMessage
{
    /// <summary>The header type of a baton.</summary>
    public const string Type = "fresnel.baton";

    public static Publication Make(int shard, long generation) => new()
    {
        Exchange = "",
        RoutingKey = Topology.Baton(shard).Name,
        Headers = new MessageHeaders { Type = Type },
        Body = Encoding.UTF8.GetBytes(generation.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Mandatory = true,
    };

    /// <summary>The generation; −1, which is never current, where the body is none.</summary>
    public static long Generation(ReadOnlyMemory<byte> body) =>
        Utf8Parser.TryParse(body.Span, out long generation, out var read) && read == body.Length ? generation : -1;
}
