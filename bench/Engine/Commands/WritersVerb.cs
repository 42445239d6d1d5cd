using System.CommandLine;
using System.Text.Json;
using Fresnel.Engine.Hosting;
using Fresnel.Engine.Protocol;
using Fresnel.Engine.Writers;
using Microsoft.Extensions.DependencyInjection;

namespace Fresnel.Engine.Commands;

/// <summary>
/// The verb <c>writers</c>: a host process that sends commands to its own entities and prints its figures as the last line.
/// </summary>
internal sealed class WritersVerb
{
    /// <summary>The name.</summary>
    public const string Name = "writers";

    private readonly Option<DirectoryInfo> data = new("--data") { Required = true, Description = "The data folder." };
    private readonly Option<int> port = new("--port") { Description = "The port to listen on as a member; 0 for a free one." };
    private readonly Option<int> count = new("--writers") { Description = "How many writers." };
    private readonly Option<double> warm = new("--warm") { Description = "Seconds not counted, once every entity has answered." };
    private readonly Option<double> seconds = new("--seconds") { Description = "Seconds that are measured." };
    private readonly Option<int?> batch = new("--batch-size") { Description = "The most events the journal writes in one batch." };
    private readonly Option<int?> parallelism = new("--parallelism") { Description = "How many batches the journal writes at a time." };

    private WritersVerb()
    {
        count.DefaultValueFactory = _ => 64;
        warm.DefaultValueFactory = _ => 3;
        seconds.DefaultValueFactory = _ => 8;
    }

    /// <summary>Creates the verb.</summary>
    public static Command Create()
    {
        var verb = new WritersVerb();
        var command = new Command(Name, $"Writers in one process, on SQLite or on the PostgreSQL of {HostOptions.DatabaseVariable}.")
        {
            verb.data, verb.port, verb.count, verb.warm, verb.seconds, verb.batch, verb.parallelism,
        };
        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var host = await HostProcess.BuildAsync(Read(parsed), cancel);
        await host.StartAsync(cancel);
        var run = new WriterRun(host.Services.GetRequiredService<IHostGate>(), parsed.GetValue(count));
        var (uncounted, measured) = (TimeSpan.FromSeconds(parsed.GetValue(warm)), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
        var figures = await run.RunAsync(uncounted, measured, cancel);
        await host.StopAsync(cancel);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(figures));
        return 0;
    }

    private HostOptions Read(ParseResult parsed)
    {
        var database = Environment.GetEnvironmentVariable(HostOptions.DatabaseVariable);
        return new HostOptions
        {
            Role = database is null ? HostRole.Embedded : HostRole.Node,
            Name = Name,
            Host = "127.0.0.1",
            Port = parsed.GetValue(port),
            Data = parsed.GetValue(data)!.FullName,
            Database = database,
            WarmUp = false,
            BatchSize = parsed.GetValue(batch),
            Parallelism = parsed.GetValue(parallelism),
        };
    }
}
