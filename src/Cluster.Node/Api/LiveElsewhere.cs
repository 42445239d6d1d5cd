using Fresnel.Actors.Cameras.Live;
using Fresnel.Messages;
using Fresnel.Service.Cluster;
using Fresnel.Service.Peers;

namespace Fresnel.Cluster.Node.Api;

/// <summary>Hands what concerns a camera of another node on to that node, before anything is looked at here.</summary>
internal sealed class LiveElsewhere(ICameraLiveBoard board, ClusterReader cluster, PeerForwarder forwarder) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var name = (string?)http.Request.RouteValues["name"];
        if (!EntityId.IsValidPart(name) || board.TryGet(name, out _) || !PeerForwarder.MayForward(http.Request)) return await next(context);
        if (cluster.OwnerElsewhere(new EntityId("camera", name)) is not { } owner) return await next(context);
        await forwarder.ForwardAsync(http, owner);
        return Results.Empty;
    }
}
