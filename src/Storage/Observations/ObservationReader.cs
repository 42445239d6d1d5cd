using Fresnel.Messages;
using Fresnel.Messages.Observations;
using Fresnel.Storage.Sqlite;

namespace Fresnel.Storage.Observations;

/// <summary>A connection that reads observations, with its statements.</summary>
internal sealed class ObservationReader : IDisposable
{
    private readonly SqliteDatabase database;
    private readonly Utf8Cache labels = new();
    private readonly List<(long Epoch, long Until)> epochs = [];
    private readonly SqliteStatement findEntity;
    private readonly SqliteStatement findMark;
    private readonly SqliteStatement listEpochs;
    private readonly SqliteStatement forward;
    private readonly SqliteStatement backward;

    public ObservationReader(string path)
    {
        database = ObservationSchema.Schema.OpenReader(path);
        findEntity = database.Prepare("SELECT number FROM entity WHERE id = ?1");
        findMark = database.Prepare("SELECT epoch, at FROM mark WHERE entity = ?1");
        listEpochs = database.Prepare("SELECT epoch, first_at FROM epoch WHERE entity = ?1 ORDER BY epoch DESC");
        const string columns = "SELECT at, epoch, frame, stream_time, objects FROM observation WHERE entity = ?1 AND at >= ?2 AND at < ?3";
        forward = database.Prepare($"{columns} ORDER BY at, epoch, frame");
        backward = database.Prepare($"{columns} ORDER BY at DESC, epoch DESC, frame DESC");
    }

    /// <summary>Observations that no later epoch superseded.</summary>
    public IReadOnlyList<Observation> Read(EntityId entity, long from, long to, ReadOrder order, int limit)
    {
        if (FindEntity(entity) is not { } number) return [];
        ReadEpochs(number);
        var found = new List<Observation>();
        var statement = order == ReadOrder.OldestFirst ? forward : backward;
        statement.Bind(1, number).Bind(2, from).Bind(3, to);
        try
        {
            while (found.Count < limit && statement.Step())
            {
                var at = statement.Int64(0);
                var epoch = statement.Int64(1);
                if (at >= UntilOf(epoch)) continue;
                found.Add(new Observation(
                    entity,
                    epoch,
                    StoredTime.Of(at),
                    TimeSpan.FromTicks(statement.Int64(3)),
                    statement.Int64(2),
                    SeenObjects.Unpack(statement.Bytes(4), labels)));
            }
        }
        finally
        {
            statement.Reset();
        }

        return found;
    }

    public SeenMark? FindMark(EntityId entity)
    {
        if (FindEntity(entity) is not { } number) return null;
        findMark.Bind(1, number);
        if (!findMark.Step()) return null;
        var mark = new SeenMark(entity, findMark.Int64(0), StoredTime.Of(findMark.Int64(1)));
        findMark.Reset();
        return mark;
    }

    public void Dispose() => database.Dispose();

    private long? FindEntity(EntityId entity)
    {
        findEntity.Bind(1, entity.ToString());
        if (!findEntity.Step()) return null;
        var number = findEntity.Int64(0);
        findEntity.Reset();
        return number;
    }

    // Newest epoch first, each with the first moment at which a later one saw something.
    private void ReadEpochs(long entity)
    {
        epochs.Clear();
        var until = long.MaxValue;
        listEpochs.Bind(1, entity);
        while (listEpochs.Step())
        {
            epochs.Add((listEpochs.Int64(0), until));
            until = Math.Min(until, listEpochs.Int64(1));
        }

        // Epochs older than any recorded: their records were no longer needed.
        epochs.Add((long.MinValue, until));
    }

    private long UntilOf(long epoch)
    {
        foreach (var (known, until) in epochs)
        {
            if (epoch >= known) return until;
        }

        return long.MaxValue;
    }
}
