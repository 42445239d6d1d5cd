namespace Fresnel.Service.Configuration;

/// <summary>Section <c>Cluster</c>: the broker and the database that the processes of a cluster share. Without them a node is embedded: alone, with everything inside.</summary>
public sealed class ClusterOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Cluster";

    /// <summary>The broker: <c>amqp[s]://user:password@host:port/vhost</c>. Default none; with <see cref="Database"/>.</summary>
    [Secret]
    public string? Broker { get; init; }

    /// <summary>The database: <c>postgresql://user:password@host:port/database</c>. Default none; with <see cref="Broker"/>.</summary>
    [Secret]
    public string? Database { get; init; }

    /// <summary>Whether this process is one of a cluster.</summary>
    public bool IsSet => Broker is not null;

    /// <summary>Checks that both are given, or neither.</summary>
    /// <exception cref="ConfigurationException">One of them is missing.</exception>
    public void Check()
    {
        if ((Broker is null) == (Database is null)) return;
        var (given, missing, form) = Broker is null
            ? (nameof(Database), nameof(Broker), "amqp://user:password@host:port/vhost")
            : (nameof(Broker), nameof(Database), "postgresql://user:password@host:port/database");
        throw new ConfigurationException($"{Section}:{given} is given and {Section}:{missing} is not; allowed: both or neither. Set {Section}:{missing} ({form}), best by the environment variable FRESNEL__{Section}__{missing}.");
    }
}
