using Fresnel.Messages;
using Fresnel.Service.Api.Problems;
using Fresnel.Storage.Artifacts;
using Microsoft.Net.Http.Headers;

namespace Fresnel.Cluster.Node.Api.Endpoints;

/// <summary>Files by their content: snapshots and clips.</summary>
internal static class ArtifactEndpoints
{
    // Pictures and videos that browsers show; everything else is handed over as a file to save.
    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal) { "image/jpeg", "image/png", "video/mp4" };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapMethods("/artifacts/{sha256}", [HttpMethods.Get, HttpMethods.Head], Get).WithTags("artifacts").WithName("getArtifact")
            .Produces(200, contentType: "application/octet-stream").Produces(206).WithSummary("A snapshot or clip; ranges are served, and it never changes.");

    private static async Task<IResult> Get(HttpContext context, string sha256, IArtifactStore artifacts, ArtifactPeers peers, CancellationToken cancellationToken)
    {
        if (!ArtifactId.TryParse(sha256, out var id))
            throw new ApiProblemException(ProblemCodes.QueryInvalid, $"'{EntityId.Printable(sha256)}' is not an artifact's name: 64 characters of 0-9 and a-f.");
        if (await artifacts.FindAsync(id, cancellationToken) is not { } info || await artifacts.OpenReadAsync(id, cancellationToken) is not { } content)
        {
            if (await peers.ForwardAsync(context, $"api/v1/artifacts/{id}", cancellationToken)) return Results.Empty;
            throw new ApiProblemException(ProblemCodes.ArtifactNotFound, $"The artifact {id} is not kept (any more).");
        }

        var shown = Shown.Contains(info.MediaType);
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return TypedResults.Stream(
            content,
            shown ? info.MediaType : "application/octet-stream",
            shown ? null : id.ToString(),
            entityTag: new EntityTagHeaderValue($"\"{id}\""),
            enableRangeProcessing: true);
    }
}
