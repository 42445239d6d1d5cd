using System.Reflection;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Cluster.Node.Api.Problems;
using Fresnel.Cluster.Node.Api.Security;
using Fresnel.Cluster.Node.Configuration;
using Fresnel.Cluster.Node.Hosting;
using Fresnel.Inference.Manifests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fresnel.Cluster.Node.Api.Endpoints;

/// <summary>The node itself: what it is, its models, and the page's session.</summary>
internal static class NodeEndpoints
{
    /// <summary>The version of this build.</summary>
    public static string Version { get; } =
        typeof(NodeEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void Map(IEndpointRouteBuilder api)
    {
        var node = api.MapGroup("").WithTags("node");
        node.MapGet("/info", Info).WithName("getInfo").WithSummary("Version, node, and the execution providers really in use.");
        node.MapGet("/models", Models).WithName("listModels").WithSummary("Models that cameras can use.");
        node.MapPost("/session", Open).WithName("openSession").WithSummary("Exchanges the token for a cookie, for the page.");
        node.MapDelete("/session", Close).WithName("closeSession").WithSummary("Forgets the cookie.");
    }

    private static Ok<InfoAnswer> Info(NodeConfiguration configuration, NodeState state) => TypedResults.Ok(new InfoAnswer(
        "fresnel",
        Version,
        configuration.Node.Name,
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

    private static NoContent Open(HttpContext context, OpenSession session, ApiOptions options)
    {
        if (options.Token is null) return TypedResults.NoContent();
        if (!AccessGate.Same(session.Token, options.Token)) throw new ApiProblemException(ProblemCodes.Unauthorized, "This is not the node's token.");
        context.Response.Cookies.Append(AccessGate.Cookie, AccessGate.SessionOf(options.Token), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/",
            MaxAge = TimeSpan.FromDays(30),
        });
        return TypedResults.NoContent();
    }

    private static NoContent Close(HttpContext context)
    {
        context.Response.Cookies.Delete(AccessGate.Cookie, new CookieOptions { Path = "/" });
        return TypedResults.NoContent();
    }
}
