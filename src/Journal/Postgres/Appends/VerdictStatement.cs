using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace Fresnel.Journal.Postgres.Appends;

/// <summary>Why appends were not written, read in a transaction of its own: nothing of them was.</summary>
internal sealed class VerdictStatement : IAsyncDisposable
{
    private const string Sql =
        """
        SELECT s.epoch, coalesce(e.seq, 0), e.append_id, c.append_id, c.seq, c.reply_type, c.reply_version, c.reply, c.checksum, w.place::int - 1
        FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS w(shard, kind, id, command_id, place)
        JOIN shard s ON s.number = w.shard
        LEFT JOIN entity e ON e.kind = w.kind AND e.id = w.id
        LEFT JOIN command c ON c.kind = w.kind AND c.id = w.id AND c.command_id = w.command_id
        ORDER BY w.place
        """;

    private readonly Checksums checksums = new();
    private readonly NpgsqlCommand command;
    private readonly List<int> shards = [];
    private readonly List<string> kinds = [];
    private readonly List<string> ids = [];
    private readonly List<string?> commandIds = [];

    public VerdictStatement(NpgsqlConnection connection) =>
        command = new NpgsqlCommand(Sql, connection)
            .With(shards, NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(kinds, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(ids, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(commandIds, NpgsqlDbType.Array | NpgsqlDbType.Text);

    /// <summary>Completes the appends that have an outcome.</summary>
    /// <param name="group">The appends.</param>
    /// <param name="open">Afterwards those without one: nothing keeps them from being written now.</param>
    public async ValueTask RunAsync(IReadOnlyList<PendingAppend> group, List<PendingAppend> open)
    {
        shards.Clear();
        kinds.Clear();
        ids.Clear();
        commandIds.Clear();
        foreach (var pending in group)
        {
            shards.Add(pending.Append.Shard);
            kinds.Add(pending.Append.Stream.Kind);
            ids.Add(pending.Append.Stream.Id);
            commandIds.Add(pending.Append.CommandId);
        }

        open.Clear();
        var outcomes = new AppendOutcome?[group.Count];
        var damage = new Exception?[group.Count];
        await using (var reader = await command.ExecuteReaderAsync().ConfigureAwait(false))
        {
            while (await reader.ReadAsync().ConfigureAwait(false))
            {
                var place = reader.GetInt32(9);
                try
                {
                    outcomes[place] = Judge(group[place].Append, reader);
                }
                catch (JournalCorruptException corrupt)
                {
                    damage[place] = corrupt;
                }
            }
        }

        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] is { } outcome) group[i].Complete(outcome);
            else if (damage[i] is { } corrupt) group[i].Fail(corrupt);
            else open.Add(group[i]);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => command.DisposeAsync();

    // The order of the questions is that of DESIGN section 5, and of the SQLite journal.
    private AppendOutcome? Judge(Append append, NpgsqlDataReader row)
    {
        var epoch = row.GetInt64(0);
        var seq = row.GetInt64(1);
        var owns = epoch == append.Epoch;
        if (!row.IsDBNull(3))
        {
            if (row.GetGuid(3) == append.AppendId) return new AppendOutcome.Accepted(row.GetInt64(4));

            // Another append answered it. A writer that lost its shard is told that first.
            if (owns) return new AppendOutcome.AlreadyAnswered(PostgresRows.Reply(row, checksums, append.Stream, append.CommandId!, 4));
        }

        var written = !row.IsDBNull(2) && row.GetGuid(2) == append.AppendId;
        if (!owns) return written ? new AppendOutcome.Accepted(seq) : new AppendOutcome.Fenced(epoch);
        if (written && (append.Events.Count > 0 || append.Status is not null)) return new AppendOutcome.Accepted(seq);
        return seq == append.ExpectedSeq ? null : new AppendOutcome.Conflict(seq);
    }
}
