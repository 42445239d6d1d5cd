using System.Text.Json;

namespace Fresnel.Cluster.Faults.Tests.Support;

/// <summary>What the cluster's processes say of it.</summary>
internal static class ClusterState
{
    public const int Shards = 64;

    /// <summary>Owners by shard, as a member sees them; null where nobody is announced.</summary>
    public static async Task<string?[]> OwnersAsync(HttpClient client)
    {
        var shards = (await client.GetJsonAsync("/api/v1/cluster/shards")).GetProperty("shards");
        return [.. shards.EnumerateArray().Select(shard => shard.GetProperty("owner").GetString())];
    }

    public static async Task<JsonElement[]> MembersAsync(HttpClient client) =>
        [.. (await client.GetJsonAsync("/api/v1/cluster/members")).GetProperty("members").EnumerateArray()];

    /// <summary>Who owns an entity, as a member sees it.</summary>
    public static async Task<string?> OwnerAsync(HttpClient client, string camera) =>
        (await client.GetJsonAsync($"/api/v1/cluster/where/camera/{camera}")).GetProperty("owner").GetString();

    /// <summary>
    /// Waits for rest: each shard is announced by one living member, each member has a part, and all see the same.
    /// </summary>
    /// <returns>The owners.</returns>
    public static async Task<string?[]> SettledAsync(RealCluster cluster, params Member[] without)
    {
        var living = cluster.Members.Except(without).ToArray();
        return await Eventually.GetAsync(
            async () =>
            {
                var views = await Task.WhenAll(living.Select(member => OwnersAsync(member.Client)));
                var counts = await Task.WhenAll(living.Select(async member => (await MembersAsync(member.Client)).Where(m => m.Text("status") == "up").Sum(m => m.GetProperty("shards").GetInt32())));
                var settled = views.All(view => view.SequenceEqual(views[0])) && views[0].All(owner => owner is not null)
                    && living.All(member => views[0].Contains(member.Name)) && counts.All(count => count == Shards);
                return settled ? views[0] : null;
            },
            "every shard has one owner, every node a part, and all agree");
    }
}
