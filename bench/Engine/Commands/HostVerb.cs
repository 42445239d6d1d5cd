using System.CommandLine;
using Fresnel.Engine.Hosting;
using Fresnel.Engine.Protocol;

namespace Fresnel.Engine.Commands;

/// <summary>The verbs <c>node</c>, <c>lighthouse</c> and <c>embedded</c>.</summary>
internal sealed class HostVerb
{
    private readonly HostRole role;
    private readonly Option<string> name = new("--name") { Required = true, Description = "The name, for the driver." };
    private readonly Option<string> host = new("--host") { Description = "The address to listen on as a member." };
    private readonly Option<int> port = new("--port") { Description = "The port to listen on as a member; 0 for a free one." };
    private readonly Option<DirectoryInfo> data = new("--data") { Required = true, Description = "The data folder." };
    private readonly Option<string?> socket = new("--socket") { Description = "The unix socket on which the driver is served." };
    private readonly Option<bool> defaults = new("--defaults") { Description = "Akka's own settings for failure detection and downing." };
    private readonly Option<bool> cold = new("--no-warm-up") { Description = "Join without warming up." };
    private readonly Option<int?> batch = new("--batch-size") { Description = "The most events the journal writes in one batch." };
    private readonly Option<int?> parallelism = new("--parallelism") { Description = "How many batches the journal writes at a time." };

    private readonly Option<double?> passivate = new("--passivate-after")
    {
        Description = "Seconds after which an entity that need not run is put away.",
    };

    private HostVerb(HostRole role)
    {
        this.role = role;
        host.DefaultValueFactory = _ => "127.0.0.1";
    }

    /// <summary>Creates the verb of a role.</summary>
    public static Command Create(HostRole role, string summary)
    {
        var verb = new HostVerb(role);
        var database = $"PostgreSQL's connection string is taken from {HostOptions.DatabaseVariable}.";
        var command = new Command(role.ToString().ToLowerInvariant(), $"{summary} {database}")
        {
            verb.name, verb.host, verb.port, verb.data, verb.socket, verb.defaults, verb.cold, verb.batch, verb.parallelism, verb.passivate,
        };
        command.SetAction((parsed, cancel) => HostProcess.RunAsync(verb.Read(parsed), cancel));
        return command;
    }

    private HostOptions Read(ParseResult parsed) => new()
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
    };
}
