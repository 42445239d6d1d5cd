using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Cluster.Node.Configuration;
using Fresnel.Cluster.Node.Hosting;
using Fresnel.Inference.Manifests;
using Fresnel.Service;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fresnel.Cluster.Node.Api.Endpoints;

/// <summary>The node itself: what it is, and its models.</summary>
internal static class NodeEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var node = api.MapGroup("").WithTags("node");
        node.MapGet("/info", Info).WithName("getInfo").WithSummary("Version, node, and the execution providers really in use.");
        node.MapGet("/models", Models).WithName("listModels").WithSummary("Models that cameras can use.");
    }

    private static Ok<InfoAnswer> Info(NodeConfiguration configuration, NodeState state) => TypedResults.Ok(new InfoAnswer(
        "fresnel",
        BuildVersion.Current,
        configuration.Node.Name,
        configuration.Node.Roles,
        state.StartedAt,
        Math.Round(state.Uptime.TotalSeconds, 1),
        state.Providers(),
        new ShardsAnswer(state.Host.ShardsOwned, state.Host.Shards),
        configuration.Api.Token is not null));

    private static Ok<ModelList> Models(ModelCatalog models, NodeState state)
    {
        var problems = new List<string>();
        var providers = state.Providers();
        var items = models.List(fault => problems.Add(fault.Message))
            .Select(m => new ModelAnswer(m.Id, m.Version, m.Task, m.Labels, m.Licence, m.Source, m.Sha256, providers.GetValueOrDefault(m.Id)))
            .ToList();
        return TypedResults.Ok(new ModelList(items, problems));
    }
}
