using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Storage.Postgres;
using Npgsql;

namespace Fresnel.Journal.Postgres.Appends;

/// <summary>Writes groups of appends over one connection, which it opens again where it was lost. Used by one lane at a time.</summary>
internal sealed class AppendWriter(ClusterDatabase database) : IAsyncDisposable
{
    // Another transaction that is on its way at the same time (one of ours whose connection was lost) is over by then.
    private const int MostRounds = 8;

    private readonly List<PendingAppend> open = [];
    private NpgsqlConnection? connection;
    private AppendStatement? statement;
    private VerdictStatement? verdicts;

    /// <summary>Writes a group. Those that ended are completed, and taken out of it.</summary>
    /// <param name="group">The appends, each of another stream; those left in it when this throws have not ended.</param>
    /// <param name="afterGroup">Told how many were written, before they complete.</param>
    /// <exception cref="StoreUnavailableException">The server cannot be reached, or cannot write. It is not known whether it wrote.</exception>
    public async ValueTask WriteAsync(List<PendingAppend> group, Action<int> afterGroup)
    {
        var lost = 0;
        for (var round = 1; group.Count > 0; round++)
        {
            if (round > MostRounds) throw new StoreUnavailableException($"Appends to {database.Address} were overtaken {MostRounds} times.");
            try
            {
                await WriteOnceAsync(group, afterGroup).ConfigureAwait(false);
            }
            catch (Exception failure) when (PostgresFailure.IsOfTheData(failure))
            {
                if (group.Count == 1) throw new InvalidOperationException($"An append to {group[0].Append.Stream} is not text that PostgreSQL keeps: {failure.Message}", failure);
                await WriteOneByOneAsync(group, afterGroup).ConfigureAwait(false); // it lies in one of them
                return;
            }
            catch (Exception failure) when (PostgresFailure.IsOvertaken(failure))
            {
                // Asked again, it gets another answer.
            }
            catch (Exception failure) when (PostgresFailure.IsOurs(failure))
            {
                var opened = connection is not null;
                await CloseAsync().ConfigureAwait(false);

                // Once more on a fresh connection: what was written after all is recognised by its append id.
                if (!opened || !PostgresFailure.IsLost(failure) || ++lost > 1 || failure.InnerException is TimeoutException) throw PostgresFailure.Of(database.Address, failure);
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask WriteOneByOneAsync(List<PendingAppend> group, Action<int> afterGroup)
    {
        var alone = new List<PendingAppend>(1);
        foreach (var pending in group.ToArray())
        {
            alone.Add(pending);
            try
            {
                await WriteAsync(alone, afterGroup).ConfigureAwait(false);
            }
            catch (Exception failure) // told to the one it belongs to
            {
                pending.Fail(failure);
                alone.Clear();
            }

            group.Remove(pending);
        }
    }

    private async ValueTask WriteOnceAsync(List<PendingAppend> group, Action<int> afterGroup)
    {
        if (connection is not { State: System.Data.ConnectionState.Open }) await OpenAsync().ConfigureAwait(false);
        var refused = await statement!.RunAsync(group).ConfigureAwait(false);
        if (refused.Count < group.Count) afterGroup(group.Count - refused.Count);
        var next = 0;
        open.Clear();
        for (var i = 0; i < group.Count; i++)
        {
            var pending = group[i];
            if (next < refused.Count && refused[next] == i)
            {
                open.Add(pending);
                next++;
            }
            else
            {
                pending.Complete(new AppendOutcome.Accepted(pending.Append.ExpectedSeq + pending.Append.Events.Count));
            }
        }

        group.Clear();
        if (open.Count == 0) return;
        group.AddRange(open);
        await verdicts!.RunAsync(group, open).ConfigureAwait(false);
        group.Clear();
        group.AddRange(open);
    }

    private async ValueTask OpenAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        var fresh = await database.OpenWriterAsync(CancellationToken.None).ConfigureAwait(false);
        connection = fresh;
        statement = new AppendStatement(fresh);
        verdicts = new VerdictStatement(fresh);
        await statement.PrepareAsync().ConfigureAwait(false);
    }

    private async ValueTask CloseAsync()
    {
        if (statement is not null) await statement.DisposeAsync().ConfigureAwait(false);
        if (verdicts is not null) await verdicts.DisposeAsync().ConfigureAwait(false);
        if (connection is not null) await connection.DisposeAsync().ConfigureAwait(false);
        (connection, statement, verdicts) = (null, null, null);
    }
}
