using System.CommandLine;
using Fresnel.Clustering.Members;
using Fresnel.Lighthouse.Configuration;
using Fresnel.Lighthouse.Hosting;
using Fresnel.Service.Commands;
using Fresnel.Service.Configuration;

namespace Fresnel.Lighthouse.Commands;

/// <summary><c>lighthouse</c>: looks after the batons of a cluster, and answers about it.</summary>
public static class LighthouseCommand
{
    /// <summary>The verb.</summary>
    public const string Verb = "lighthouse";

    /// <summary>The command line.</summary>
    public static RootCommand CreateRoot() => new("Fresnel's lighthouse: makes the batons of a cluster, says how fast shards may move, and answers about it.") { Create() };

    private static Command Create()
    {
        var data = CommonOptions.Data();
        var port = CommonOptions.Port();
        var name = new Option<string?>("--name") { Description = "Its name among the members (default: lighthouse).", HelpName = "NAME" };
        var time = CommonOptions.For();
        var set = CommonOptions.Set();
        data.Description = "Folder of its log (default: ./data/lighthouse).";
        port.Description = $"Port of the page and the API; 0 picks a free one (default: {LighthouseConfiguration.DefaultPort}).";
        var command = new Command(Verb, "Looks after a cluster: makes batons, sets the pace of moves, and serves the cluster's page and API.") { data, port, name, time, set };
        command.SetAction((parse, cancellation) =>
        {
            var pairs = ConfigurationSources.ParsePairs(parse.GetValue(set));
            if (parse.GetValue(data) is { } folder) pairs["Lighthouse:Data"] = folder;
            if (parse.GetValue(port) is { } number) pairs["Api:Port"] = number;
            if (parse.GetValue(name) is { } own) pairs["Lighthouse:Name"] = own;
            var configuration = LighthouseConfiguration.Read(ConfigurationSources.Build(pairs));
            return RunAsync(configuration, parse.GetValue(time), parse.InvocationConfiguration.Output, TimeProvider.System);
        });
        return command;
    }

    private static async Task<int> RunAsync(LighthouseConfiguration configuration, TimeSpan? runFor, TextWriter output, TimeProvider time)
    {
        using var signals = new StopSignals();
        await using var lighthouse = await RunningLighthouse.StartAsync(configuration, time, signals.Token);
        await output.WriteLineAsync($"Fresnel lighthouse '{configuration.Lighthouse.Name}' is running: {lighthouse.Address}");
        await output.FlushAsync(CancellationToken.None);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(signals.Token);
        if (runFor is { } length) end.CancelAfter(length);
        await Task.WhenAny(lighthouse.Dismissed, Task.Delay(Timeout.InfiniteTimeSpan, time, end.Token));
        if (lighthouse.Dismissed.IsCompleted)
        {
            var dismissal = await lighthouse.Dismissed;
            if (dismissal.Reason is not DismissalReason.Left) throw new UserErrorException(dismissal.Message, ExitCodes.Dismissed);
            await output.WriteLineAsync(dismissal.Message);
        }

        await output.WriteLineAsync("Stopping.");
        return ExitCodes.Ok;
    }
}
