using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Journal.Sqlite;

/// <summary>Leases, run by the writer's thread inside its transaction. Their clock is SQLite's: the machine's, to the millisecond.</summary>
internal sealed class LeaseStatements(SqliteDatabase database)
{
    private const string Now = "CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 10000";

    private readonly SqliteStatement take = database.Prepare(
        $"""
        INSERT INTO lease(name, holder, epoch, until) VALUES (?1, ?2, 1, {Now} + ?3)
        ON CONFLICT(name) DO UPDATE SET holder = ?2, until = {Now} + ?3, epoch = epoch + (holder <> ?2)
        WHERE holder = ?2 OR until <= {Now}
        """);

    private readonly SqliteStatement release = database.Prepare($"UPDATE lease SET until = {Now} WHERE name = ?1 AND holder = ?2 AND until > {Now}");
    private readonly SqliteStatement find = database.Prepare($"SELECT holder, epoch, until, until > {Now} FROM lease WHERE name = ?1");

    /// <summary>Takes a lease that is free or over, or renews one's own.</summary>
    public LeaseRecord Take(string name, string holder, TimeSpan length)
    {
        take.Bind(1, name).Bind(2, holder).Bind(3, length.Ticks).Run();
        return Find(name)!;
    }

    /// <summary>Gives one's own lease up.</summary>
    public bool Release(string name, string holder)
    {
        release.Bind(1, name).Bind(2, holder).Run();
        return database.Changes > 0;
    }

    /// <summary>The lease, or null.</summary>
    public LeaseRecord? Find(string name)
    {
        find.Bind(1, name);
        if (!find.Step()) return null;
        var lease = new LeaseRecord(find.Text(0), find.Int64(1), StoredTime.Of(find.Int64(2)), find.Int64(3) != 0);
        find.Reset();
        return lease;
    }
}
