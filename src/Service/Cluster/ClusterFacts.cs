namespace Fresnel.Service.Cluster;

/// <summary>What does not change while a process of a cluster runs.</summary>
/// <param name="Self">Its name among the members.</param>
/// <param name="IsShared">Whether it is one of several, with a lighthouse; an embedded node is alone.</param>
/// <param name="Broker">The broker: <c>RabbitMQ 3.10.8</c>, or <c>in-process</c>.</param>
/// <param name="Database">The journal's store: <c>PostgreSQL 15.9</c>, or <c>SQLite</c>.</param>
public sealed record ClusterFacts(string Self, bool IsShared, string Broker, string Database)
{
    /// <summary>An embedded node.</summary>
    public static ClusterFacts Embedded(string self) => new(self, false, "in-process", "SQLite");
}
