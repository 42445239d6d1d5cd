using Fresnel.Cluster.Node.Api.Endpoints;
using Fresnel.Cluster.Node.Api.Problems;
using Microsoft.AspNetCore.OpenApi;

namespace Fresnel.Cluster.Node.Api;

/// <summary>What the OpenAPI document says besides what the routes say themselves.</summary>
internal static class OpenApiDocument
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Fresnel";
            document.Info.Version = NodeEndpoints.Version;
            document.Info.Description =
                "Cameras that find people, and what they found. Faults are problem details (RFC 9457) with a stable member `code`: "
                + string.Join(", ", ProblemCodes.All.Order(StringComparer.Ordinal)) + ".";
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
    }
}
