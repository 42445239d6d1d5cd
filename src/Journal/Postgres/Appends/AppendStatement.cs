using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Storage.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace Fresnel.Journal.Postgres.Appends;

/// <summary>
/// A group of appends as one statement, which is one transaction and one round trip: it locks the shards against claims,
/// moves the heads that are where their writers believe, under epochs that still hold, and inserts the events and
/// replies of those alone. Its arrays are filled anew for each group.
/// </summary>
internal sealed class AppendStatement : IAsyncDisposable
{
    // IN … IS TRUE: as a join it would be nested loops over the group squared; so it is looked up in a hash table.
    // The events come out of their arrays in order and go in in order: positions grow along each stream.
    private const string Sql =
        """
        WITH owned AS MATERIALIZED (
            SELECT number, epoch FROM shard WHERE number = ANY ($1) ORDER BY number FOR SHARE),
        wish AS MATERIALIZED (
            SELECT w.*
            FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                AS w(shard, epoch, kind, id, expected, seq, append_id, status, moves, command_id, reply_type, reply_version, reply, checksum, at)
            WHERE ((w.shard, w.epoch) IN (SELECT number, epoch FROM owned)) IS TRUE
              AND NOT EXISTS (SELECT 1 FROM command c WHERE c.kind = w.kind AND c.id = w.id AND c.command_id = w.command_id)),
        moved AS (
            UPDATE entity e SET seq = w.seq, append_id = w.append_id, status = coalesce(w.status, e.status)
            FROM wish w
            WHERE w.moves AND e.kind = w.kind AND e.id = w.id AND e.seq = w.expected
            RETURNING e.append_id),
        born AS (
            INSERT INTO entity(kind, id, shard, seq, status, append_id)
            SELECT kind, id, shard, seq, status, append_id FROM wish WHERE moves AND expected = 0
            ON CONFLICT DO NOTHING
            RETURNING append_id),
        done AS MATERIALIZED (
            SELECT append_id FROM moved
            UNION ALL SELECT append_id FROM born
            UNION ALL SELECT w.append_id FROM wish w
                WHERE NOT w.moves AND w.expected = coalesce((SELECT e.seq FROM entity e WHERE e.kind = w.kind AND e.id = w.id), 0)),
        told AS (
            INSERT INTO command(kind, id, command_id, append_id, seq, reply_type, reply_version, reply, checksum, at)
            SELECT kind, id, command_id, append_id, seq, reply_type, reply_version, reply, checksum, at
            FROM wish
            WHERE command_id IS NOT NULL AND (append_id IN (SELECT append_id FROM done)) IS TRUE),
        written AS (
            INSERT INTO event(shard, epoch, kind, id, seq, type, version, data, meta, checksum, at)
            SELECT shard, epoch, kind, id, seq, type, version, data, meta, checksum, at
            FROM unnest($17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)
                AS n(append_id, shard, epoch, kind, id, seq, type, version, data, meta, checksum, at)
            WHERE (append_id IN (SELECT append_id FROM done)) IS TRUE)
        SELECT w.place::int - 1 FROM unnest($8) WITH ORDINALITY AS w(append_id, place)
        WHERE (w.append_id IN (SELECT append_id FROM done)) IS NOT TRUE
        ORDER BY w.place
        """;

    private readonly Checksums checksums = new();
    private readonly HashSet<int> distinctShards = [];
    private readonly List<int> refused = [];
    private readonly NpgsqlCommand command;

    private readonly List<int> locks = [];
    private readonly List<int> shards = [];
    private readonly List<long> epochs = [];
    private readonly List<string> kinds = [];
    private readonly List<string> ids = [];
    private readonly List<long> expected = [];
    private readonly List<long> heads = [];
    private readonly List<Guid> appends = [];
    private readonly List<string?> statuses = [];
    private readonly List<bool> moves = [];
    private readonly List<string?> commandIds = [];
    private readonly List<string> replyTypes = [];
    private readonly List<int> replyVersions = [];
    private readonly List<ReadOnlyMemory<byte>> replies = [];
    private readonly List<long> replyChecksums = [];
    private readonly List<long> times = [];
    private readonly List<Guid> eventAppends = [];
    private readonly List<int> eventShards = [];
    private readonly List<long> eventEpochs = [];
    private readonly List<string> eventKinds = [];
    private readonly List<string> eventIds = [];
    private readonly List<long> seqs = [];
    private readonly List<string> types = [];
    private readonly List<int> versions = [];
    private readonly List<ReadOnlyMemory<byte>> datas = [];
    private readonly List<ReadOnlyMemory<byte>> metas = [];
    private readonly List<long> eventChecksums = [];
    private readonly List<long> eventTimes = [];

    public AppendStatement(NpgsqlConnection connection) =>
        command = new NpgsqlCommand(Sql, connection)
            .With(locks, Many(NpgsqlDbType.Integer))
            .With(shards, Many(NpgsqlDbType.Integer)).With(epochs, Many(NpgsqlDbType.Bigint))
            .With(kinds, Many(NpgsqlDbType.Text)).With(ids, Many(NpgsqlDbType.Text))
            .With(expected, Many(NpgsqlDbType.Bigint)).With(heads, Many(NpgsqlDbType.Bigint))
            .With(appends, Many(NpgsqlDbType.Uuid)).With(statuses, Many(NpgsqlDbType.Text)).With(moves, Many(NpgsqlDbType.Boolean))
            .With(commandIds, Many(NpgsqlDbType.Text)).With(replyTypes, Many(NpgsqlDbType.Text)).With(replyVersions, Many(NpgsqlDbType.Integer))
            .With(replies, Many(NpgsqlDbType.Text)).With(replyChecksums, Many(NpgsqlDbType.Bigint)).With(times, Many(NpgsqlDbType.Bigint))
            .With(eventAppends, Many(NpgsqlDbType.Uuid)).With(eventShards, Many(NpgsqlDbType.Integer)).With(eventEpochs, Many(NpgsqlDbType.Bigint))
            .With(eventKinds, Many(NpgsqlDbType.Text)).With(eventIds, Many(NpgsqlDbType.Text)).With(seqs, Many(NpgsqlDbType.Bigint))
            .With(types, Many(NpgsqlDbType.Text)).With(versions, Many(NpgsqlDbType.Integer))
            .With(datas, Many(NpgsqlDbType.Text)).With(metas, Many(NpgsqlDbType.Text))
            .With(eventChecksums, Many(NpgsqlDbType.Bigint)).With(eventTimes, Many(NpgsqlDbType.Bigint));

    /// <summary>Has the server plan it, once for the connection's life.</summary>
    public Task PrepareAsync() => command.PrepareAsync();

    /// <summary>Writes a group.</summary>
    /// <returns>The places in the group of those that were not written, in order; valid until the next call.</returns>
    public async ValueTask<IReadOnlyList<int>> RunAsync(IReadOnlyList<PendingAppend> group)
    {
        Clear();
        for (var i = 0; i < group.Count; i++) Add(group[i].Append);
        refused.Clear();
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false)) refused.Add(reader.GetInt32(0));
        return refused;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => command.DisposeAsync();

    private static NpgsqlDbType Many(NpgsqlDbType element) => NpgsqlDbType.Array | element;

    private void Add(Append append)
    {
        var stream = append.Stream;
        var at = StoredTime.Ticks(append.At);
        var head = append.ExpectedSeq + append.Events.Count;
        if (distinctShards.Add(append.Shard)) locks.Add(append.Shard);
        shards.Add(append.Shard);
        epochs.Add(append.Epoch);
        kinds.Add(stream.Kind);
        ids.Add(stream.Id);
        expected.Add(append.ExpectedSeq);
        heads.Add(head);
        appends.Add(append.AppendId);
        statuses.Add(append.Status);
        moves.Add(append.Events.Count > 0 || append.Status is not null);
        commandIds.Add(append.CommandId);
        times.Add(at);
        var reply = append.CommandId is null ? new EncodedMessage("", 0, default) : append.Reply ?? new EncodedMessage("", 0, default);
        replyTypes.Add(reply.Type);
        replyVersions.Add(reply.Version);
        replies.Add(reply.Data);
        replyChecksums.Add(append.CommandId is { } id ? checksums.OfReply(stream, id, head, reply.Type, reply.Version, reply.Data.Span) : 0);
        for (var i = 0; i < append.Events.Count; i++) Add(append, append.Events[i], append.ExpectedSeq + i + 1, at);
    }

    private void Add(Append append, in EncodedMessage message, long seq, long at)
    {
        eventAppends.Add(append.AppendId);
        eventShards.Add(append.Shard);
        eventEpochs.Add(append.Epoch);
        eventKinds.Add(append.Stream.Kind);
        eventIds.Add(append.Stream.Id);
        seqs.Add(seq);
        types.Add(message.Type);
        versions.Add(message.Version);
        datas.Add(message.Data);
        metas.Add(append.Meta);
        eventChecksums.Add(checksums.OfEvent(append.Stream, seq, append.Epoch, message.Type, message.Version, message.Data.Span, append.Meta.Span, at));
        eventTimes.Add(at);
    }

    private void Clear()
    {
        distinctShards.Clear();
        foreach (var parameter in command.Parameters) ((System.Collections.IList)((NpgsqlParameter)parameter).Value!).Clear();
    }
}
