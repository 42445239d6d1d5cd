using System.Text.Json;
using Fresnel.Clustering.Broker;
using Fresnel.Messages.Cluster;

namespace Fresnel.Clustering.Members;

/// <summary>What travels on the exchange of members: at most once, as JSON, the kind in the header <c>type</c>.</summary>
internal abstract record MemberNews
{
    private const string Prefix = "fresnel.member.";

    /// <summary>Old news is no news: it expires in queues.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    /// <summary>A member says what it is.</summary>
    public sealed record Announced(MemberAnnouncement Member) : MemberNews;

    /// <summary>A member says goodbye.</summary>
    public sealed record Left(string Id, string Incarnation) : MemberNews;

    /// <summary>The leader strikes a member from everybody's list.</summary>
    public sealed record Struck(string Id, string Incarnation) : MemberNews;

    /// <summary>The leader says that it leads, and how many shards a node may move at a time.</summary>
    public sealed record Paced(string Leader, long Epoch, int MovesAtOnce) : MemberNews;

    /// <summary>The leader has made batons.</summary>
    public sealed record Seeded(string Leader, IReadOnlyList<int> Shards) : MemberNews;

    /// <summary>The message that carries it.</summary>
    public Publication Write() => new()
    {
        Exchange = Topology.Members,
        RoutingKey = About,
        Headers = new MessageHeaders { Type = Prefix + Kind, Expiration = Lifetime },
        Body = JsonSerializer.SerializeToUtf8Bytes(this, GetType(), JsonSerializerOptions.Web),
    };

    /// <summary>Reads one; null where this build does not know the kind.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static MemberNews? Read(Delivery delivery)
    {
        var body = delivery.Body.Span;
        return delivery.Headers.Type switch
        {
            $"{Prefix}announced" => JsonSerializer.Deserialize<Announced>(body, JsonSerializerOptions.Web),
            $"{Prefix}left" => JsonSerializer.Deserialize<Left>(body, JsonSerializerOptions.Web),
            $"{Prefix}struck" => JsonSerializer.Deserialize<Struck>(body, JsonSerializerOptions.Web),
            $"{Prefix}paced" => JsonSerializer.Deserialize<Paced>(body, JsonSerializerOptions.Web),
            $"{Prefix}seeded" => JsonSerializer.Deserialize<Seeded>(body, JsonSerializerOptions.Web),
            _ => null,
        };
    }

    private string Kind => this switch
    {
        Announced => "announced",
        Left => "left",
        Struck => "struck",
        Paced => "paced",
        Seeded => "seeded",
        _ => throw new NotSupportedException(GetType().Name),
    };

    private string About => this switch
    {
        Announced news => $"{news.Member.Id}.announced",
        Left news => $"{news.Id}.left",
        Struck news => $"{news.Id}.struck",
        Paced news => $"{news.Leader}.paced",
        Seeded news => $"{news.Leader}.seeded",
        _ => throw new NotSupportedException(GetType().Name),
    };
}
