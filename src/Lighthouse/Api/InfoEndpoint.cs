using Fresnel.Lighthouse.Configuration;
using Fresnel.Lighthouse.Hosting;
using Fresnel.Service;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fresnel.Lighthouse.Api;

/// <summary>What this process is.</summary>
internal static class InfoEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/info", Info).WithTags("lighthouse").WithName("getInfo").WithSummary("Version, name, and whether it leads.");

    private static Ok<LighthouseInfo> Info(LighthouseConfiguration configuration, LighthouseState state) => TypedResults.Ok(new LighthouseInfo(
        "fresnel", BuildVersion.Current, configuration.Lighthouse.Name, ["lighthouse"], state.StartedAt, Math.Round(state.Uptime.TotalSeconds, 1), state.Leads, configuration.Api.Token is not null));
}

/// <summary>What a lighthouse is.</summary>
/// <param name="Product">Always <c>fresnel</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Node">Its name.</param>
/// <param name="Roles">Always <c>lighthouse</c>.</param>
/// <param name="StartedAt">When the process began.</param>
/// <param name="UptimeSeconds">How long it has run.</param>
/// <param name="Leads">Whether it leads.</param>
/// <param name="TokenRequired">Whether callers must present a token.</param>
public sealed record LighthouseInfo(
    string Product, string Version, string Node, IReadOnlyList<string> Roles, DateTimeOffset StartedAt, double UptimeSeconds, bool Leads, bool TokenRequired);
