using Fresnel.Messages.Cluster;
using Fresnel.Service.Api.Problems;
using Fresnel.Service.Cluster;
using Fresnel.Service.Peers;

namespace Fresnel.Lighthouse.Api;

/// <summary>What a lighthouse does not know itself goes to a node: cameras, and what they saw.</summary>
internal static class NodeForwarding
{
    private static readonly string[] Parts = ["cameras", "episodes", "outages", "artifacts", "events", "journal", "models"];
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete];

    public static void Map(IEndpointRouteBuilder api)
    {
        foreach (var part in Parts)
        {
            api.MapMethods($"/{part}", Methods, ForwardAsync).ExcludeFromDescription();
            api.MapMethods($"/{part}/{{**rest}}", Methods, ForwardAsync).ExcludeFromDescription();
        }
    }

    private static Task ForwardAsync(HttpContext context, ClusterView cluster, PeerForwarder forwarder)
    {
        if (!PeerForwarder.MayForward(context.Request)) throw new ApiProblemException(ProblemCodes.NotFound, "A lighthouse has no cameras: ask a node.");
        var nodes = cluster.Members.Where(m => m.Status is MemberStatus.Up && m.Address.Length > 0 && m.Roles.Contains("api", StringComparer.Ordinal)).ToArray();
        Random.Shared.Shuffle(nodes); // not always the first
        return forwarder.ForwardAsync(context, nodes);
    }
}
