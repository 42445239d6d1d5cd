using System.CommandLine;
using System.Text.Json;
using Fresnel.Engine.Hosting;
using Fresnel.Engine.Protocol;
using Fresnel.Engine.Writers;
using Microsoft.Extensions.DependencyInjection;

namespace Fresnel.Engine.Commands;

/// <summary>The verb <c>writers</c>: a host process that sends commands to its own entities and prints its figures as the last line.</summary>
internal static class WritersVerb
{
    /// <summary>The name.</summary>
    public const string Name = "writers";

    /// <summary>Creates it.</summary>
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Required = true, Description = "The data folder." };
        var port = new Option<int>("--port") { Description = "The port to listen on as a member; 0 for a free one." };
        var count = new Option<int>("--writers") { DefaultValueFactory = _ => 64, Description = "How many writers." };
        var warm = new Option<double>("--warm") { DefaultValueFactory = _ => 3, Description = "Seconds that are not counted once every entity has answered." };
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 8, Description = "Seconds that are measured." };
        var batch = new Option<int?>("--batch-size") { Description = "The most events the journal writes in one batch." };
        var parallelism = new Option<int?>("--parallelism") { Description = "How many batches the journal writes at a time." };
        var verb = new Command(Name, $"Writers in one process, on SQLite or on the PostgreSQL of {HostOptions.DatabaseVariable}.") { data, port, count, warm, seconds, batch, parallelism };
        verb.SetAction(async (parsed, cancel) =>
        {
            var database = Environment.GetEnvironmentVariable(HostOptions.DatabaseVariable);
            var options = new HostOptions
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
            using var host = await HostProcess.BuildAsync(options, cancel);
            await host.StartAsync(cancel);
            var run = new WriterRun(host.Services.GetRequiredService<IHostGate>(), parsed.GetValue(count));
            var figures = await run.RunAsync(TimeSpan.FromSeconds(parsed.GetValue(warm)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancel);
            await host.StopAsync(cancel);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(figures));
            return 0;
        });
        return verb;
    }
}
