namespace Fresnel.LocalCluster.RabbitMq;

/// <summary>Where RabbitMQ's and Erlang's programs are.</summary>
internal static class RabbitMqPrograms
{
    private const string Install = "apt-get install rabbitmq-server";

    // Debian's own command refuses ordinary users and changes root to the user of the system's service: this is what it runs.
    private static readonly string[] Servers = ["/usr/lib/rabbitmq/bin/rabbitmq-server", "/opt/rabbitmq/sbin/rabbitmq-server"];

    // erl_call is part of Erlang and not always on the path.
    private static readonly string[] Erlang = ["/usr/lib/erlang/bin", "/usr/local/lib/erlang/bin", "/opt/erlang/lib/erlang/bin"];

    /// <summary>The script that becomes the broker.</summary>
    /// <exception cref="ServerException">It is not installed.</exception>
    public static string Server => Servers.FirstOrDefault(File.Exists)
        ?? throw new ServerException($"RabbitMQ is not installed (no '{Servers[0]}'): {Install}.");

    /// <summary>Erlang's name server.</summary>
    /// <exception cref="ServerException">It is not installed.</exception>
    public static string NameServer => OfErlang("epmd");

    /// <summary>Runs something inside an Erlang node.</summary>
    /// <exception cref="ServerException">It is not installed.</exception>
    public static string Call => OfErlang("erl_call");

    private static string OfErlang(string program)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Erlang.Concat(path).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new ServerException($"Erlang's program '{program}' is not installed, which comes with RabbitMQ: {Install}.");
    }
}
