using System.Globalization;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Cluster.Node.Cameras;
using Fresnel.Messages.Cameras;
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

    private static async Task<Ok<CameraList>> List(CameraReader reader, ICameraLiveBoard board, bool? deleted, CancellationToken cancellationToken)
    {
        var cameras = await reader.ListAsync(deleted ?? false, cancellationToken);
        return TypedResults.Ok(new CameraList([.. cameras.Select(camera => Answer(camera, board))]));
    }

    private static async Task<Ok<CameraAnswer>> Get(HttpContext context, string name, CameraReader reader, ICameraLiveBoard board, bool? deleted, CancellationToken cancellationToken) =>
        Tagged(context, await reader.GetAsync(name, deleted ?? false, cancellationToken), board);

    private static async Task<Created<CameraAnswer>> Create(
        HttpContext context, CreateCamera request, CameraCommander commander, ICameraLiveBoard board, CancellationToken cancellationToken)
    {
        var camera = await commander.CreateAsync(request, RequestHeaders.IdempotencyKey(context.Request), cancellationToken);
        Tag(context, camera);
        return TypedResults.Created($"/api/v1/cameras/{camera.Name}", Answer(camera, board));
    }

    private static Task<Ok<CameraAnswer>> Put(
        HttpContext context, string name, CameraSettingsInput settings, CameraCommander commander, ICameraLiveBoard board, long? expectedVersion, CancellationToken cancellationToken) =>
        Change(context, name, settings, false, commander, board, expectedVersion, cancellationToken);

    private static Task<Ok<CameraAnswer>> Patch(
        HttpContext context, string name, CameraSettingsInput settings, CameraCommander commander, ICameraLiveBoard board, long? expectedVersion, CancellationToken cancellationToken) =>
        Change(context, name, settings, true, commander, board, expectedVersion, cancellationToken);

    private static async Task<Ok<CameraAnswer>> Change(
        HttpContext context, string name, CameraSettingsInput settings, bool merge, CameraCommander commander, ICameraLiveBoard board, long? expectedVersion, CancellationToken cancellationToken)
    {
        var version = RequestHeaders.IfMatch(context.Request) ?? expectedVersion;
        return Tagged(context, await commander.ChangeAsync(name, settings, merge, version, RequestHeaders.IdempotencyKey(context.Request), cancellationToken), board);
    }

    private static async Task<Ok<CameraAnswer>> Enable(HttpContext context, string name, CameraCommander commander, ICameraLiveBoard board, CancellationToken cancellationToken) =>
        Tagged(context, await commander.EnableAsync(name, RequestHeaders.IdempotencyKey(context.Request), cancellationToken), board);

    private static async Task<Ok<CameraAnswer>> Disable(HttpContext context, string name, CameraCommander commander, ICameraLiveBoard board, CancellationToken cancellationToken) =>
        Tagged(context, await commander.DisableAsync(name, RequestHeaders.IdempotencyKey(context.Request), cancellationToken), board);

    private static async Task<NoContent> Delete(HttpContext context, string name, CameraCommander commander, CancellationToken cancellationToken)
    {
        await commander.DeleteAsync(name, RequestHeaders.IdempotencyKey(context.Request), cancellationToken);
        return TypedResults.NoContent();
    }

    private static CameraAnswer Answer(CameraViews.Camera camera, ICameraLiveBoard board) =>
        CameraAnswer.Of(camera, board.TryGet(camera.Name, out var live) ? live : null);

    private static Ok<CameraAnswer> Tagged(HttpContext context, CameraViews.Camera camera, ICameraLiveBoard board)
    {
        Tag(context, camera);
        return TypedResults.Ok(Answer(camera, board));
    }

    private static void Tag(HttpContext context, CameraViews.Camera camera) =>
        context.Response.Headers.ETag = $"\"{camera.SettingsVersion.ToString(CultureInfo.InvariantCulture)}\"";
}
