using System.CommandLine;
using Fresnel.Engine.Hosting;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Commands;

/// <summary>The verbs <c>node</c>, <c>lighthouse</c> and <c>embedded</c>.</summary>
internal static class HostVerb
{
    /// <summary>Creates the verb of a role.</summary>
    public static Command Create(HostRole role, string summary)
    {
        var name = new Option<string>("--name") { Required = true, Description = "The name, for the driver." };
        var host = new Option<string>("--host") { DefaultValueFactory = _ => "127.0.0.1", Description = "The address to listen on as a member." };
        var port = new Option<int>("--port") { Description = "The port to listen on as a member; 0 for a free one." };
        var data = new Option<DirectoryInfo>("--data") { Required = true, Description = "The data folder." };
        var socket = new Option<string?>("--socket") { Description = "The unix socket on which the driver is served." };
        var defaults = new Option<bool>("--defaults") { Description = "Akka's own settings for failure detection and downing." };
        var cold = new Option<bool>("--no-warm-up") { Description = "Join without warming up." };
        var batch = new Option<int?>("--batch-size") { Description = "The most events the journal writes in one batch." };
        var parallelism = new Option<int?>("--parallelism") { Description = "How many batches the journal writes at a time." };
        var passivate = new Option<double?>("--passivate-after") { Description = "Seconds after which an entity that need not run is put away." };
        var verb = new Command(role.ToString().ToLowerInvariant(), $"{summary} PostgreSQL's connection string is taken from {HostOptions.DatabaseVariable}.")
        {
            name, host, port, data, socket, defaults, cold, batch, parallelism, passivate,
        };
        verb.SetAction((parsed, cancel) => HostProcess.RunAsync(
            new HostOptions
            {
                Role = role,
                Name = parsed.GetValue(name)!,
                Host = parsed.GetValue(host)!,
                Port = parsed.GetValue(port),
                Data = parsed.GetValue(data)!.FullName,
                Socket = parsed.GetValue(socket),
                Database = role is HostRole.Embedded ? null : Environment.GetEnvironmentVariable(HostOptions.DatabaseVariable),
                Defaults = parsed.GetValue(defaults),
                WarmUp = !parsed.GetValue(cold),
                PassivateAfter = parsed.GetValue(passivate) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                BatchSize = parsed.GetValue(batch),
                Parallelism = parsed.GetValue(parallelism),
            },
            cancel));
        return verb;
    }
}
