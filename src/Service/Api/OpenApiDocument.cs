using Fresnel.Service.Api.Problems;
using Microsoft.AspNetCore.OpenApi;

namespace Fresnel.Service.Api;

/// <summary>What the OpenAPI document says besides what the routes say themselves.</summary>
public static class OpenApiDocument
{
    /// <summary>Adds title, version and the codes of problems.</summary>
    /// <param name="options">Of the document.</param>
    /// <param name="description">What is served, in a sentence.</param>
    public static void Configure(OpenApiOptions options, string description)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Fresnel";
            document.Info.Version = BuildVersion.Current;
            document.Info.Description =
                description + " Faults are problem details (RFC 9457) with a stable member `code`: "
                + string.Join(", ", ProblemCodes.All.Order(StringComparer.Ordinal)) + ".";
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
    }
}
