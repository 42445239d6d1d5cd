using System.Buffers;
using Fresnel.Messages;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Storage.Observations;

/// <summary>The statements that change the observations, run by the writer's thread inside its transaction.</summary>
internal sealed class ObservationWriterStatements
{
    private readonly SqliteDatabase database;
    private readonly ArrayBufferWriter<byte> packed = new(1024);
    private readonly SqliteStatement findEntity;
    private readonly SqliteStatement addEntity;
    private readonly SqliteStatement insert;
    private readonly SqliteStatement noteEpoch;
    private readonly SqliteStatement mark;
    private readonly SqliteStatement listEntities;
    private readonly SqliteStatement delete;
    private readonly SqliteStatement deleteEpochs;

    public ObservationWriterStatements(SqliteDatabase database)
    {
        this.database = database;
        findEntity = database.Prepare("SELECT number FROM entity WHERE id = ?1");
        addEntity = database.Prepare("INSERT INTO entity(id) VALUES (?1)");
        insert = database.Prepare("INSERT OR REPLACE INTO observation(entity, at, epoch, frame, stream_time, objects) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        noteEpoch = database.Prepare(
            """
            INSERT INTO epoch(entity, epoch, first_at) VALUES (?1, ?2, ?3)
            ON CONFLICT(entity, epoch) DO UPDATE SET first_at = ?3 WHERE first_at > ?3
            """);
        mark = database.Prepare(
            """
            INSERT INTO mark(entity, epoch, at) VALUES (?1, ?2, ?3)
            ON CONFLICT(entity) DO UPDATE SET epoch = ?2, at = ?3 WHERE (epoch, at) < (?2, ?3)
            """);
        listEntities = database.Prepare("SELECT number FROM entity");
        delete = database.Prepare(
            """
            DELETE FROM observation WHERE (entity, at, epoch, frame) IN
                (SELECT entity, at, epoch, frame FROM observation WHERE entity = ?1 AND at < ?2 LIMIT ?3)
            """);

        // What an epoch superseded is deleted, and a later one superseded the rest: it decides nothing any more.
        deleteEpochs = database.Prepare(
            """
            DELETE FROM epoch WHERE entity = ?1 AND EXISTS
                (SELECT 1 FROM epoch AS later WHERE later.entity = ?1 AND later.epoch > epoch.epoch AND later.first_at < ?2)
            """);
    }

    /// <summary>Writes a batch.</summary>
    public void Write(ObservationBatch batch)
    {
        EntityId last = default;
        long number = 0;
        foreach (var observation in batch.Observations)
        {
            if (number == 0 || observation.Entity != last) number = NumberOf(last = observation.Entity);
            var at = StoredTime.Ticks(observation.At);
            packed.ResetWrittenCount();
            SeenObjects.Pack(observation.Objects, packed);
            insert.Bind(1, number).Bind(2, at).Bind(3, observation.Epoch).Bind(4, observation.Frame).Bind(5, observation.StreamTime.Ticks).Bind(6, packed.WrittenSpan).Run();
            noteEpoch.Bind(1, number).Bind(2, observation.Epoch).Bind(3, at).Run();
        }

        foreach (var seen in batch.Marks)
            mark.Bind(1, NumberOf(seen.Entity)).Bind(2, seen.Epoch).Bind(3, StoredTime.Ticks(seen.At)).Run();
    }

    /// <summary>Deletes some of what is older.</summary>
    /// <returns>The number deleted; less than <paramref name="limit"/> when nothing is left to delete.</returns>
    public long DeleteBefore(long horizon, int limit)
    {
        var entities = new List<long>();
        while (listEntities.Step()) entities.Add(listEntities.Int64(0));
        var deleted = 0;
        foreach (var entity in entities)
        {
            delete.Bind(1, entity).Bind(2, horizon).Bind(3, limit - deleted).Run();
            deleted += database.Changes;
            if (deleted == limit) return deleted;
            deleteEpochs.Bind(1, entity).Bind(2, horizon).Run();
        }

        return deleted;
    }

    private long NumberOf(EntityId entity)
    {
        var id = entity.ToString();
        findEntity.Bind(1, id);
        if (!findEntity.Step())
        {
            addEntity.Bind(1, id).Run();
            return database.LastInsertRowId;
        }

        var number = findEntity.Int64(0);
        findEntity.Reset();
        return number;
    }
}
