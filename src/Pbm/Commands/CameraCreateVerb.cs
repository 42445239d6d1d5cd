using System.CommandLine;
using System.Globalization;
using Fresnel.Pbm.Http;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Commands;

/// <summary><c>camera create NAME --source URL|FILE</c>. The source's user and password come by prompt, input or environment, never by the command line.</summary>
internal static class CameraCreateVerb
{
    private const string UserVariable = "FRESNEL_SOURCE_USER";
    private const string PasswordVariable = "FRESNEL_SOURCE_PASSWORD";

    /// <summary>The verb.</summary>
    public static Command Create(CallOptions options)
    {
        var name = new Argument<string>("NAME") { Description = "The camera's name: a-z, 0-9, '-' and '_'." };
        var source = new Option<string>("--source") { Description = "rtsp:// URL without user and password, or a video file on the nodes.", HelpName = "URL|FILE", Required = true };
        var credentials = new Option<string?>("--credentials")
        {
            Description = $"Where the source's user and password are from: ask (a prompt), stdin (two lines), env ({UserVariable}, {PasswordVariable}).",
            HelpName = "ask|stdin|env",
        };
        credentials.AcceptOnlyFromAmong("ask", "stdin", "env");
        var title = new Option<string?>("--title") { Description = "A title for people.", HelpName = "TEXT" };
        var model = new Option<string?>("--model") { Description = "The detection model.", HelpName = "ID" };
        var label = new Option<string?>("--label") { Description = "The label that opens episodes.", HelpName = "LABEL" };
        var fps = new Option<double?>("--fps") { Description = "The most frames a second given to analysis, 0.1 to 60.", HelpName = "N", CustomParser = Number };
        var noRecording = new Option<bool>("--no-recording") { Description = "Episodes get no clip." };
        var disabled = new Option<bool>("--disabled") { Description = "Do not start watching yet." };
        return options.Verb("create", "Creates a camera.", RunAsync, name, source, credentials, title, model, label, fps, noRecording, disabled);

        async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var camera = Call.Name(call.Parse.GetRequiredValue(name), "camera");
            var from = Source(call.Parse.GetRequiredValue(source), call.Around);
            var (user, password) = await CredentialsAsync(call, call.Parse.GetValue(credentials), cancellationToken);
            var body = new Dictionary<string, object>
            {
                ["name"] = camera,
                ["enabled"] = !call.Parse.GetValue(disabled),
                ["settings"] = Given(
                    ("source", from), ("user", user), ("password", password), ("title", call.Parse.GetValue(title)), ("model", call.Parse.GetValue(model)),
                    ("label", call.Parse.GetValue(label)), ("analysisFps", call.Parse.GetValue(fps)), ("recording", call.Parse.GetValue(noRecording) ? false : null)),
            };
            var answer = await call.Client.SendAsync<CameraView>(HttpMethod.Post, Paths.Cameras, body, cancellationToken);
            if (call.Json) call.Screen.Json(answer.Raw);
            else call.Say($"camera {camera} is created{(call.Parse.GetValue(disabled) ? "; 'enable' starts it" : "")}: 'pbm camera show {camera}' tells how it does.");
            return ExitCodes.Ok;
        }
    }

    /// <summary>What was given; a node fills in the rest.</summary>
    private static Dictionary<string, object> Given(params (string Name, object? Value)[] settings) =>
        settings.Where(s => s.Value is not null).ToDictionary(s => s.Name, s => s.Value!);

    /// <summary>The source as a node reads it: a relative path is one of the folder that the person is in.</summary>
    /// <exception cref="PbmException">It carries a user or password.</exception>
    private static string Source(string text, Surroundings around)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return text.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? text : around.FullPath(text);
        var authority = text[(scheme + 3)..].Split('/', '?', '#')[0];
        if (!authority.Contains('@', StringComparison.Ordinal)) return text;
        throw new PbmException("--source holds a user or password, which every user of this machine can read on the command line: leave them out and add --credentials ask, stdin or env.", ExitCodes.Usage);
    }

    private static async Task<(string? User, string? Password)> CredentialsAsync(Call call, string? from, CancellationToken cancellationToken)
    {
        var (user, password) = from switch
        {
            null => (null, null),
            "env" => (call.Around.Variable(UserVariable), call.Around.Variable(PasswordVariable)),
            "ask" when !call.Around.CanAsk => throw new PbmException("--credentials ask needs a terminal: use stdin or env.", ExitCodes.Usage),
            "ask" => await AskAsync(call, cancellationToken),
            _ => (await LineAsync(call, cancellationToken), await LineAsync(call, cancellationToken)),
        };
        if (from is null) return (null, null);
        if (string.IsNullOrEmpty(user) || password is null)
        {
            throw new PbmException(from == "env" ? $"--credentials env: {UserVariable} and {PasswordVariable} must both be set." : $"--credentials {from}: a line with the user and one with the password are needed.", ExitCodes.Usage);
        }

        return (user, password);
    }

    private static async Task<(string? User, string? Password)> AskAsync(Call call, CancellationToken cancellationToken)
    {
        await call.Around.Error.WriteAsync("User of the source: ");
        var user = await LineAsync(call, cancellationToken);
        await call.Around.Error.WriteAsync("Password: ");
        var password = await Task.Run(call.Around.ReadSecret, cancellationToken).WaitAsync(cancellationToken);
        await call.Around.Error.WriteLineAsync();
        return (user, password);
    }

    private static Task<string?> LineAsync(Call call, CancellationToken cancellationToken) =>
        Task.Run(() => call.Around.Input.ReadLine(), cancellationToken).WaitAsync(cancellationToken);

    private static double? Number(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return number;
        result.AddError($"'--fps {Cell.Clean(text)}' is not a number of frames a second: 0.1 to 60");
        return null;
    }
}
