using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fresnel.LocalCluster.Processes;

namespace Fresnel.LocalCluster.RabbitMq;

/// <summary>The folder of a local RabbitMQ: its settings, its data, its logs, and what is remembered of it.</summary>
/// <param name="Path">The folder.</param>
internal sealed record RabbitMqFolder(string Path)
{
    // Erlang wants a host name; this one needs no name server and is every machine's.
    private const string Node = "fresnel@localhost";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    /// <summary>What the broker prints.</summary>
    public string Log => In("rabbitmq.log");

    /// <summary>What is remembered of it.</summary>
    public string Facts => In("server.json");

    /// <summary>A folder as it is.</summary>
    public static RabbitMqFolder Of(string path) => new(System.IO.Path.GetFullPath(path));

    /// <summary>A folder that the broker can use: made where it is missing, and closed to others.</summary>
    /// <exception cref="ServerException">It cannot be used.</exception>
    public static RabbitMqFolder Prepare(string path)
    {
        var folder = Of(path);
        if (folder.Path.Any(char.IsWhiteSpace)) throw new ServerException($"RabbitMQ cannot run in '{folder.Path}': its scripts take no spaces in a path.");
        try
        {
            Directory.CreateDirectory(folder.Path);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.Path, OwnerOnly);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ServerException($"The folder '{folder.Path}' cannot be made ready for RabbitMQ: {failure.Message}", failure);
        }

        return folder;
    }

    /// <summary>Writes the settings: those that we ship, then what is this folder's own, which wins.</summary>
    /// <param name="facts">Ports and secrets.</param>
    /// <param name="user">The user, named so in the shipped definitions too.</param>
    /// <param name="extra">More settings, which win over both.</param>
    public void WriteSettings(RabbitMqFacts facts, string user, string? extra)
    {
        Directory.CreateDirectory(In("conf.d"));
        File.WriteAllText(In("conf.d/10-shipped.conf"), Shipped("rabbitmq.conf"));
        File.WriteAllText(In("conf.d/20-local.conf"), Settings(facts.Port));
        File.WriteAllText(In("conf.d/30-extra.conf"), (extra ?? "") + "\n");
        File.WriteAllText(In("enabled_plugins"), "[].\n");
        FactsFile.WritePrivately(In("definitions.json"), Definitions(user, facts.Password));
        if (File.Exists(In(".erlang.cookie"))) return;
        FactsFile.WritePrivately(In(".erlang.cookie"), Encoding.ASCII.GetBytes(facts.Cookie));
        facts.Write(Facts); // last: where it is there, the folder is whole
    }

    /// <summary>Starts Erlang's name server. Erlang would start one by itself, which would stay for ever.</summary>
    public async Task<int> StartNameServerAsync(RabbitMqFacts facts, ServerLifetime lifetime) =>
        Remember("epmd.pid", await Command(RabbitMqPrograms.NameServer, ["-address", "127.0.0.1", "-port", Text(facts.NamePort)], facts).StartAsync(Log, lifetime, "KILL").ConfigureAwait(false));

    /// <summary>Starts the broker.</summary>
    public async Task<int> StartServerAsync(RabbitMqFacts facts, ServerLifetime lifetime) =>
        Remember("rabbitmq.pid", await Command(RabbitMqPrograms.Server, [], facts).StartAsync(Log, lifetime, "KILL").ConfigureAwait(false));

    /// <summary>The broker's process, or null where it does not run.</summary>
    public int? FindServer() => Find("rabbitmq.pid");

    /// <summary>The name server's process, or null where it does not run.</summary>
    public int? FindNameServer() => Find("epmd.pid");

    /// <summary>Has the broker evaluate an Erlang expression.</summary>
    /// <exception cref="ServerException">It does not run, or fails at it.</exception>
    public async Task EvaluateAsync(RabbitMqFacts facts, string expression, CancellationToken cancellationToken)
    {
        var call = Command(RabbitMqPrograms.Call, ["-address", $"localhost:{Text(facts.DistributionPort)}", "-r", "-timeout", "20", "-e"], facts);
        var (code, output) = await call.RunAsync(expression + "\n", CallLimit, cancellationToken).ConfigureAwait(false);
        if (code != 0 || !output.StartsWith("{ok,", StringComparison.Ordinal))
            throw new ServerException($"The RabbitMQ of '{Path}' did not do as it was told: {output.ReplaceLineEndings(" ")}");
    }

    /// <summary>The end of what the broker printed, on one line.</summary>
    public string LastWords()
    {
        try
        {
            return string.Join(" ", File.ReadLines(Log).Where(line => line.Trim().Length > 0).TakeLast(5));
        }
        catch (IOException)
        {
            return $"it left no words in '{Log}'.";
        }
    }

    private static string Shipped(string name)
    {
        using var reader = new StreamReader(typeof(RabbitMqFolder).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    // The password's salted hash stands where the shipped file has none: nobody can read it from the broker's files either.
    private static byte[] Definitions(string user, string password)
    {
        Span<byte> salted = stackalloc byte[4 + SHA256.HashSizeInBytes];
        RandomNumberGenerator.Fill(salted[..4]);
        SHA256.HashData([.. salted[..4], .. Encoding.UTF8.GetBytes(password)], salted[4..]);
        var definitions = JsonNode.Parse(Shipped("definitions.json"))!;
        definitions["users"]!.AsArray().Single(entry => (string)entry!["name"]! == user)!["password_hash"] = Convert.ToBase64String(salted);
        return Encoding.UTF8.GetBytes(definitions.ToJsonString());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // A shared machine has less to give than the shipped settings ask for.
    private string Settings(int port) =>
        $"""
        listeners.tcp.fresnel = 127.0.0.1:{Text(port)}
        definitions.local.path = {In("definitions.json")}
        disk_free_limit.absolute = 50MB
        log.console = false
        log.file = {In("broker.log")}
        log.file.level = notice

        """;

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private int Remember(string file, Process started)
    {
        using (started)
        {
            File.WriteAllText(In(file), Text(started.Id));
            return started.Id;
        }
    }

    // The id alone may be another process's by now.
    private int? Find(string file)
    {
        try
        {
            return int.TryParse(File.ReadAllText(In(file)), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && ProcessIds.IsAlive(process)
                && new FileInfo($"/proc/{process}/cwd").ResolveLinkTarget(returnFinalTarget: false)?.FullName == Path
                    ? process
                    : null;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private ServerCommand Command(string program, string[] arguments, RabbitMqFacts facts) => new(program, arguments, Path)
    {
        Environment = new Dictionary<string, string>
        {
            ["HOME"] = Path, // where Erlang looks for the cookie
            ["LC_ALL"] = "C.UTF-8",
            ["ERL_EPMD_PORT"] = Text(facts.NamePort),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODENAME"] = Node,
            ["RABBITMQ_DIST_PORT"] = Text(facts.DistributionPort),
            ["RABBITMQ_CONF_ENV_FILE"] = In("none"), // the system's own service has settings in /etc
            ["RABBITMQ_CONFIG_FILE"] = In("none"),
            ["RABBITMQ_CONFIG_FILES"] = In("conf.d"),
            ["RABBITMQ_ADVANCED_CONFIG_FILE"] = In("none"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("enabled_plugins"),
            ["RABBITMQ_MNESIA_BASE"] = In("data"),
            ["RABBITMQ_LOG_BASE"] = Path,

            // The script then becomes the broker, instead of watching over it: one process, whose id is known.
            ["RUNNING_UNDER_SYSTEMD"] = "1",

            // Little of the machine, and no waiting that burns processor time.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+S 1:1 +SDcpu 1:1 +SDio 4 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",
        },
    };
}
