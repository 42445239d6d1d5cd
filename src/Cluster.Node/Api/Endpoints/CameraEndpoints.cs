using System.Globalization;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Cluster.Node.Cameras;
using Fresnel.Messages.Cameras;
using Fresnel.Service.Peers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fresnel.Cluster.Node.Api.Endpoints;

/// <summary>Cameras: list, create, change, enable, disable, delete.</summary>
internal static class CameraEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var cameras = api.MapGroup("/cameras").WithTags("cameras");
        cameras.MapGet("", List).WithName("listCameras").WithSummary("Every camera, by name.");
        cameras.MapPost("", Create).WithName("createCamera").WithSummary("Creates a camera; Idempotency-Key makes sending again harmless.");
        cameras.MapGet("/{name}", Get).WithName("getCamera").WithSummary("A camera with its health and counters.");
        cameras.MapPut("/{name}/settings", Put).WithName("replaceSettings").WithSummary("Replaces the settings; what is left out gets its default. If-Match names the version the change was made from.");
        cameras.MapPatch("/{name}/settings", Patch).WithName("changeSettings").WithSummary("Changes the settings given; the others stay.");
        cameras.MapPost("/{name}/enable", Enable).WithName("enableCamera").WithSummary("Starts watching.");
        cameras.MapPost("/{name}/disable", Disable).WithName("disableCamera").WithSummary("Stops watching.");
        cameras.MapDelete("/{name}", Delete).WithName("deleteCamera").WithSummary("Ends the camera; its episodes and events stay.");
    }

    private static async Task<Ok<CameraList>> List(HttpContext context, CameraReader reader, LivePeers live, bool? deleted, CancellationToken cancellationToken)
    {
        var cameras = await reader.ListAsync(deleted ?? false, cancellationToken);
        var now = await live.FindAsync([.. cameras.Select(c => c.Name)], PeerForwarder.MayForward(context.Request), cancellationToken);
        return TypedResults.Ok(new CameraList([.. cameras.Select(camera => CameraAnswer.Of(camera, now[camera.Name].Node, now[camera.Name].Live))]));
    }

    private static async Task<Ok<CameraAnswer>> Get(HttpContext context, string name, CameraReader reader, LivePeers live, bool? deleted, CancellationToken cancellationToken) =>
        await TaggedAsync(context, await reader.GetAsync(name, deleted ?? false, cancellationToken), live, cancellationToken);

    private static async Task<Created<CameraAnswer>> Create(
        HttpContext context, CreateCamera request, CameraCommander commander, LivePeers live, CancellationToken cancellationToken)
    {
        var camera = await commander.CreateAsync(request, RequestHeaders.IdempotencyKey(context.Request), cancellationToken);
        Tag(context, camera);
        return TypedResults.Created($"/api/v1/cameras/{camera.Name}", await AnswerAsync(context, camera, live, cancellationToken));
    }

    private static Task<Ok<CameraAnswer>> Put(
        HttpContext context, string name, CameraSettingsInput settings, CameraCommander commander, LivePeers live, long? expectedVersion, CancellationToken cancellationToken) =>
        Change(context, name, settings, false, commander, live, expectedVersion, cancellationToken);

    private static Task<Ok<CameraAnswer>> Patch(
        HttpContext context, string name, CameraSettingsInput settings, CameraCommander commander, LivePeers live, long? expectedVersion, CancellationToken cancellationToken) =>
        Change(context, name, settings, true, commander, live, expectedVersion, cancellationToken);

    private static async Task<Ok<CameraAnswer>> Change(
        HttpContext context, string name, CameraSettingsInput settings, bool merge, CameraCommander commander, LivePeers live, long? expectedVersion, CancellationToken cancellationToken)
    {
        var version = RequestHeaders.IfMatch(context.Request) ?? expectedVersion;
        return await TaggedAsync(context, await commander.ChangeAsync(name, settings, merge, version, RequestHeaders.IdempotencyKey(context.Request), cancellationToken), live, cancellationToken);
    }

    private static async Task<Ok<CameraAnswer>> Enable(HttpContext context, string name, CameraCommander commander, LivePeers live, CancellationToken cancellationToken) =>
        await TaggedAsync(context, await commander.EnableAsync(name, RequestHeaders.IdempotencyKey(context.Request), cancellationToken), live, cancellationToken);

    private static async Task<Ok<CameraAnswer>> Disable(HttpContext context, string name, CameraCommander commander, LivePeers live, CancellationToken cancellationToken) =>
        await TaggedAsync(context, await commander.DisableAsync(name, RequestHeaders.IdempotencyKey(context.Request), cancellationToken), live, cancellationToken);

    private static async Task<NoContent> Delete(HttpContext context, string name, CameraCommander commander, CancellationToken cancellationToken)
    {
        await commander.DeleteAsync(name, RequestHeaders.IdempotencyKey(context.Request), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<CameraAnswer> AnswerAsync(HttpContext context, CameraViews.Camera camera, LivePeers live, CancellationToken cancellationToken)
    {
        var (node, now) = (await live.FindAsync([camera.Name], PeerForwarder.MayForward(context.Request), cancellationToken))[camera.Name];
        return CameraAnswer.Of(camera, node, now);
    }

    private static async Task<Ok<CameraAnswer>> TaggedAsync(HttpContext context, CameraViews.Camera camera, LivePeers live, CancellationToken cancellationToken)
    {
        Tag(context, camera);
        return TypedResults.Ok(await AnswerAsync(context, camera, live, cancellationToken));
    }

    private static void Tag(HttpContext context, CameraViews.Camera camera) =>
        context.Response.Headers.ETag = $"\"{camera.SettingsVersion.ToString(CultureInfo.InvariantCulture)}\"";
}
