using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Members;
using Fresnel.Clustering.Tests.Hosting;
using Fresnel.Messages.Cluster;

namespace Fresnel.Clustering.Tests.Members;

/// <summary>A member that announces itself and takes nothing, as one does that the broker gives nothing to.</summary>
internal sealed class Ghost(IBrokerConnection connection, TestNode listener)
{
    public const string Id = "ghost";
    private const double Weight = 100;

    private int words;

    /// <summary>This run of it.</summary>
    public int Incarnation { get; set; } = 1;

    /// <summary>The shards for which it ranks higher than another.</summary>
    public static int[] Above(string node, int shards) =>
        [.. Enumerable.Range(0, shards).Where(shard => Rendezvous.Priority(Id, Weight, shard) > Rendezvous.Priority(node, 1, shard))];

    /// <summary>Announces itself once; returns when the listener has heard it.</summary>
    public async Task SayAsync()
    {
        var said = new MemberAnnouncement(
            Id, $"{Id}.{Incarnation}", "", ["entities"], MemberStatus.Up, Weight, [], ++words, [], 0, "1", 1,
            DateTimeOffset.UnixEpoch.AddSeconds(Incarnation), listener.Time.GetUtcNow());
        await connection.PublishAsync(new MemberNews.Announced(said).Write(), TimeSpan.FromSeconds(30), default);
        await Eventually.TrueAsync("the ghost is heard", () => listener.Cluster.Members.Find(Id)?.Entities == words);
    }
}
