using Fresnel.Messages;

namespace Fresnel.Pbm.Http;

/// <summary>The requests of the cluster's API, below <c>/api/v1/</c>. Names are checked before they get here.</summary>
internal static class Paths
{
    public const string Cluster = "cluster";
    public const string Members = "cluster/members";
    public const string Shards = "cluster/shards";
    public const string HappeningStream = "cluster/happenings/stream";
    public const string Cameras = "cameras";

    public static string Happenings(int limit) => $"cluster/happenings?limit={limit}";

    public static string Where(EntityId entity) => $"cluster/where/{entity.Kind}/{entity.Name}";

    public static string Leave(string member) => $"cluster/members/{member}/leave";

    public static string Down(string member) => $"cluster/members/{member}/down";

    public static string Entity(EntityId entity) => $"entities/{entity.Kind}/{entity.Name}";

    public static string Camera(string name) => $"cameras/{name}";

    public static string Enable(string name) => $"cameras/{name}/enable";

    public static string Disable(string name) => $"cameras/{name}/disable";
}
