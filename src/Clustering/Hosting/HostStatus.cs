namespace Fresnel.Clustering.Hosting;

/// <summary>What a node hosts, for health and metrics.</summary>
/// <param name="Connected">Whether the broker is there.</param>
/// <param name="JournalAnswers">Whether the journal answers.</param>
/// <param name="ShardsOwned">Shards whose entities run here.</param>
/// <param name="Shards">Shards of the cluster.</param>
/// <param name="EntitiesRunning">Entities in memory.</param>
/// <param name="CommandsHandled">Commands answered since the start.</param>
/// <param name="CommandsFailed">Commands set aside in the dead-letter queue since the start.</param>
public sealed record HostStatus(
    bool Connected,
    bool JournalAnswers,
    int ShardsOwned,
    int Shards,
    int EntitiesRunning,
    long CommandsHandled,
    long CommandsFailed);
