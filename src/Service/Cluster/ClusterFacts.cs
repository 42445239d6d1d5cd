namespace Fresnel.Service.Cluster;

/// <summary>What a process of a cluster knows from its start.</summary>
/// <param name="self">Its name among the members.</param>
/// <param name="isShared">Whether it is one of several, with a lighthouse; an embedded node is alone.</param>
/// <param name="broker">The broker: <c>RabbitMQ 3.10.8</c>, or <c>in-process</c>.</param>
/// <param name="database">The journal's store: <c>PostgreSQL 15.9</c>, or <c>SQLite</c>.</param>
public sealed class ClusterFacts(string self, bool isShared, string broker, string database)
{
    private volatile string broker = broker;

    /// <summary>The process's name among the members.</summary>
    public string Self => self;

    /// <summary>Whether it is one of several, with a lighthouse; an embedded node is alone.</summary>
    public bool IsShared => isShared;

    /// <summary>The broker: <c>RabbitMQ 3.10.8</c>, or <c>in-process</c>; its version is known when it was reached.</summary>
    public string Broker
    {
        get => broker;
        set => broker = value;
    }

    /// <summary>The journal's store: <c>PostgreSQL 15.9</c>, or <c>SQLite</c>.</summary>
    public string Database => database;

    /// <summary>An embedded node.</summary>
    public static ClusterFacts Embedded(string self) => new(self, false, "in-process", "SQLite");
}
