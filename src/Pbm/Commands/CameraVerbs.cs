using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fresnel.Pbm.Http;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Commands;

/// <summary><c>camera …</c>: list, show, create, enable, disable, delete.</summary>
internal static class CameraVerbs
{
    /// <summary>The group.</summary>
    public static Command Create(CallOptions options)
    {
        var name = new Argument<string>("NAME") { Description = "The camera's name." };
        var deleted = new Option<bool>("--deleted") { Description = "Ended ones too." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        return options.Group(
            "camera",
            "Cameras.",
            options.Verb("list", "Every camera.", ListAsync, deleted),
            options.Verb("show", "One camera.", ShowAsync, name),
            CameraCreateVerb.Create(options),
            options.Verb("enable", "Starts watching.", (call, token) => SwitchAsync(call, Paths.Enable, "is enabled", token), name),
            options.Verb("disable", "Stops watching.", (call, token) => SwitchAsync(call, Paths.Disable, "is disabled", token), name),
            options.Verb("delete", "Ends a camera; what it saw stays readable. Asks on a terminal.", DeleteAsync, name, yes));

        async Task<int> ListAsync(Call call, CancellationToken cancellationToken)
        {
            var path = call.Parse.GetValue(deleted) ? $"{Paths.Cameras}?deleted=true" : Paths.Cameras;
            var answer = await call.Client.GetAsync<CameraView.List>(path, cancellationToken);
            if (call.Json)
            {
                call.Screen.Json(answer.Raw);
                return ExitCodes.Ok;
            }

            call.Screen.Table(CameraTable.Of(answer.Value.Items ?? []), CameraTable.Count(answer.Value.Items ?? []));
            return ExitCodes.Ok;
        }

        async Task<int> ShowAsync(Call call, CancellationToken cancellationToken)
        {
            var camera = Named(call);
            var answer = await call.CameraAsync(camera, () => call.Client.GetAsync<CameraView>(Paths.Camera(camera), cancellationToken), cancellationToken);
            if (call.Json) call.Screen.Json(answer.Raw);
            else Print(call, answer);
            return ExitCodes.Ok;
        }

        async Task<int> SwitchAsync(Call call, Func<string, string> path, string done, CancellationToken cancellationToken)
        {
            var camera = Named(call);
            var answer = await call.CameraAsync(camera, () => call.Client.SendAsync<CameraView>(HttpMethod.Post, path(camera), null, cancellationToken), cancellationToken);
            if (call.Json) call.Screen.Json(answer.Raw);
            else call.Say($"camera {camera} {done}.");
            return ExitCodes.Ok;
        }

        async Task<int> DeleteAsync(Call call, CancellationToken cancellationToken)
        {
            var camera = Named(call);
            if (!call.Parse.GetValue(yes) && call.Around.CanAsk)
            {
                await call.CameraAsync(camera, () => call.Client.GetAsync<CameraView>(Paths.Camera(camera), cancellationToken), cancellationToken);
                if (!await call.ConfirmAsync($"Camera {camera} ends; what it saw stays readable. Delete it?", cancellationToken)) throw new PbmException($"camera {camera} was left as it is.", ExitCodes.Failed);
            }

            await call.CameraAsync(camera, () => call.Client.SendAsync<JsonElement>(HttpMethod.Delete, Paths.Camera(camera), null, cancellationToken), cancellationToken);
            if (call.Json) call.Screen.Json(new { name = camera, deleted = true });
            else call.Say($"camera {camera} is deleted.");
            return ExitCodes.Ok;
        }

        string Named(Call call) => Call.Name(call.Parse.GetRequiredValue(name), "camera");
    }

    private static void Print(Call call, Answer<CameraView> answer)
    {
        var c = answer.Value;
        var (health, counters) = (c.Live?.Health, c.Live?.Counters);
        var trouble = c.Outage is { } outage
            ? $"no frames since {Times.Moment(outage.StartedAt, call.Around.Time)}: {outage.Reason} {outage.Detail}".TrimEnd()
            : c.Pause is { } pause ? $"its decoder is not tried before {Times.Moment(pause.Until, call.Around.Time)}: {pause.Detail}" : null;
        call.Screen.Facts(
            ("name", c.Name),
            ("title", string.IsNullOrEmpty(c.Settings?.Title) ? null : c.Settings.Title),
            ("status", new Cell(c.Status, CameraTable.ToneOf(c))),
            ("frames", health is null ? "told by the node that runs it" : $"{health.State}{(string.IsNullOrEmpty(health.Detail) ? "" : $": {health.Detail}")}"),
            ("speed", counters is null ? null : string.Create(CultureInfo.InvariantCulture, $"{counters.DecodedFps:0.0} frames/s, {counters.AnalysedFps:0.0} analysed, latency p50 {counters.LatencyP50Ms:0} ms")),
            ("trouble", new Cell(trouble, trouble is null ? Tone.Plain : Tone.Bad)),
            ("source", $"{c.Settings?.Source}{(c.Settings is { HasCredential: true } ? " (with a user and password)" : "")}"),
            ("analysis", c.Settings is null ? null : string.Create(CultureInfo.InvariantCulture, $"{c.Settings.Model} for {c.Settings.Label}, at most {c.Settings.AnalysisFps:0.##} frames/s")),
            ("episodes", $"{c.Episodes}{(c.OpenEpisode is { } open ? $", number {open} is open" : "")}"),
            ("outages", c.Outages.ToString(CultureInfo.InvariantCulture)),
            ("created", Times.Moment(c.CreatedAt, call.Around.Time)),
            ("changed", $"{Times.Moment(c.ChangedAt, call.Around.Time)}, settings version {c.SettingsVersion}"));
    }
}
