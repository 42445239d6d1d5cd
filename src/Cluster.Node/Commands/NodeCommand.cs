using System.CommandLine;
using Fresnel.Cluster.Node.Configuration;
using Fresnel.Cluster.Node.Hosting;
using Fresnel.Clustering.Members;
using Fresnel.Service.Commands;
using Fresnel.Service.Configuration;

namespace Fresnel.Cluster.Node.Commands;

/// <summary><c>node</c>: one embedded node, with the cameras that its data folder knows.</summary>
public static class NodeCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var port = CommonOptions.Port();
        var name = new Option<string?>("--name") { Description = "The node's name (default: node-1).", HelpName = "NAME" };
        var time = CommonOptions.For();
        var set = CommonOptions.Set();
        var command = new Command("node", "Runs one node with its page and API, and the cameras its data folder knows.") { data, port, name, time, set };
        command.SetAction((parse, cancellation) =>
        {
            var configuration = ReadConfiguration(parse.GetValue(set), parse.GetValue(data), parse.GetValue(port), parse.GetValue(name));
            return RunAsync(configuration, parse.GetValue(time), parse.InvocationConfiguration.Output, TimeProvider.System);
        });
        return command;
    }

    /// <summary>The configuration of a verb: its own options win over <c>--set</c>, and that over environment and file.</summary>
    /// <exception cref="ConfigurationException">A value is not allowed.</exception>
    internal static NodeConfiguration ReadConfiguration(string[]? set, string? data, string? port, string? name = null)
    {
        var pairs = ConfigurationSources.ParsePairs(set);
        if (data is not null) pairs["Node:Data"] = data;
        if (port is not null) pairs["Api:Port"] = port;
        if (name is not null) pairs["Node:Name"] = name;
        return NodeConfiguration.Read(ConfigurationSources.Build(pairs));
    }

    private static async Task<int> RunAsync(NodeConfiguration configuration, TimeSpan? runFor, TextWriter output, TimeProvider time)
    {
        using var signals = new StopSignals();
        await using var node = await RunningNode.StartAsync(configuration, time, signals.Token);
        await output.WriteLineAsync($"Fresnel node '{configuration.Node.Name}' is running: {node.Address}");
        await output.WriteLineAsync($"Data folder: {node.DataFolder}. Ctrl-C stops it.");
        await output.FlushAsync(CancellationToken.None);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(signals.Token);
        if (runFor is { } length) end.CancelAfter(length);
        await Task.WhenAny(node.Dismissed, Task.Delay(Timeout.InfiniteTimeSpan, time, end.Token));
        if (node.Dismissed.IsCompleted)
        {
            var dismissal = await node.Dismissed;
            if (dismissal.Reason is not DismissalReason.Left) throw NodeDismissal.Fault(dismissal);
            await output.WriteLineAsync(dismissal.Message);
        }

        await output.WriteLineAsync("Stopping.");
        return ExitCodes.Ok;
    }
}
