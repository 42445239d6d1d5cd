using System.Text.Json;
using Fresnel.Service.Api.Contracts;
using Fresnel.Service.Hosting;
using Fresnel.Service.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fresnel.Service.Api.Endpoints;

/// <summary>Health for whoever keeps the process running, and metrics for whoever draws curves.</summary>
public static class HealthEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("health");
        health.MapGet("/live", (IServiceHealth node) => Answer(node.Live())).WithName("getLive").Produces<HealthAnswer>().Produces<HealthAnswer>(503)
            .WithSummary("Whether the process is alive: restart it where this fails.");
        health.MapGet("/ready", async (IServiceHealth node, CancellationToken cancellationToken) => Answer(await node.ReadyAsync(cancellationToken)))
            .WithName("getReady").Produces<HealthAnswer>().Produces<HealthAnswer>(503).WithSummary("Whether it can do its work: journal, shards, projections.");
        health.MapGet("/startup", (IServiceHealth node) => Answer(node.Startup())).WithName("getStartup").Produces<HealthAnswer>().Produces<HealthAnswer>(503)
            .WithSummary("Whether the start is over.");
        routes.MapGet("/metrics", Metrics).WithTags("health").WithName("getMetrics").Produces(200, contentType: PrometheusText.ContentType)
            .WithSummary("Metrics in Prometheus' text format.");
    }

    private static JsonHttpResult<HealthAnswer> Answer(HealthAnswer answer) =>
        TypedResults.Json(answer, (JsonSerializerOptions?)null, statusCode: answer.Status == "ok" ? 200 : 503);

    private static async Task Metrics(HttpContext context, MetricsExporter exporter)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        exporter.Write(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
