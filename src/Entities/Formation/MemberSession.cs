using Npgsql;

namespace Fresnel.Entities.Formation;

/// <summary>
/// The database session of this process: one open connection whose advisory lock shows that the process lives. It is opened again after
/// a failure. Used by one task at a time.
/// </summary>
internal sealed class MemberSession(
    MemberDatabase database, MemberKey self, RenewalClock clock, TimeProvider time, FormationTimes times) : IAsyncDisposable
{
    private Task<NpgsqlConnection>? opening;

    /// <summary>Reads the rows of the other processes and the lease.</summary>
    public Task<(IReadOnlyList<MemberRow> Others, LeaseRow Lease)> ReadAsync(CancellationToken cancellationToken) =>
        RunAsync((open, token) => MemberTable.ReadAsync(open, self, times.Fresh, token), static _ => false, cancellationToken);

    /// <summary>Takes the lease if nobody holds it.</summary>
    public Task<bool> TakeLeaseAsync(CancellationToken cancellationToken) =>
        RunAsync((open, token) => MemberTable.TakeLeaseAsync(open, self, [], times.Lease, token), static _ => false, cancellationToken);

    /// <summary>Renews row and lease.</summary>
    public Task<RenewalAnswer> RenewAsync(Renewal renewal, CancellationToken cancellationToken) =>
        RunAsync(
            (open, token) => MemberTable.RenewAsync(open, renewal, times.Lease, token),
            static answer => answer.RowExists,
            cancellationToken);

    /// <summary>Deletes the row of this process and gives the lease back.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken) =>
        RunAsync(
            async (open, token) =>
            {
                await MemberTable.LeaveAsync(open, self, token).ConfigureAwait(false);
                return true;
            },
            static _ => false,
            cancellationToken);

    /// <summary>Closes the connection, and with it the lock.</summary>
    public async ValueTask DisposeAsync()
    {
        var last = Interlocked.Exchange(ref opening, null);
        if (last is not null) await CloseAsync(last).ConfigureAwait(false);
    }

    private static async Task CloseAsync(Task<NpgsqlConnection> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!opening.IsCompletedSuccessfully) return;
        var connection = await opening.ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> RunAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> work, Func<T, bool> rowExists, CancellationToken cancellationToken)
    {
        Task? running = null;
        try
        {
            opening ??= database.OpenSessionAsync(self, cancellationToken);
            var connection = await opening.WaitAsync(times.Statement, time, cancellationToken).ConfigureAwait(false);
            var asked = time.GetTimestamp();
            var answer = work(connection, cancellationToken);
            running = answer;
            var result = await answer.WaitAsync(times.Statement, time, cancellationToken).ConfigureAwait(false);
            clock.Answered(asked, rowExists(result));
            return result;
        }
        catch
        {
            clock.Failed();
            Abandon(running);
            throw;
        }
    }

    // What runs may still be waiting for a server that does not answer: the connection is closed once it ends.
    private void Abandon(Task? running)
    {
        var last = opening;
        opening = null;
        _ = CloseLaterAsync();

        async Task CloseLaterAsync()
        {
            if (running is not null) await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (last is not null) await CloseAsync(last).ConfigureAwait(false);
        }
    }
}
