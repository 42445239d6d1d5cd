namespace Fresnel.Entities.Persistence;

/// <summary>The names of the tables of a store.</summary>
internal static class EntityTableNames
{
    /// <summary>The serializer that writes our rows, in Akka's configuration.</summary>
    public const string Serializer = "fresnel";

    /// <summary>The identifier of <see cref="Serializer"/> in a row.</summary>
    public const int SerializerId = 7301;

    /// <summary>Sharding's own journal: which entities are remembered.</summary>
    public const string ShardingJournal = "sharding_journal";

    /// <summary>Snapshots of <see cref="ShardingJournal"/>.</summary>
    public const string ShardingSnapshot = "sharding_snapshot";

    /// <summary>What the store records about itself.</summary>
    public const string Facts = "entity_store";

    /// <summary>The history that cursors point into.</summary>
    public const string History = "entity_history";

    /// <summary>The events.</summary>
    public static string Journal(this EntityStoreOptions options) => $"{options.TablePrefix}_journal";

    /// <summary>The snapshots.</summary>
    public static string Snapshot(this EntityStoreOptions options) => $"{options.TablePrefix}_snapshot";

    /// <summary>Named in the plugin's settings and never made: the plugin uses it only in a mode for old databases.</summary>
    public static string Metadata(this EntityStoreOptions options) => $"{options.TablePrefix}_metadata";
}
