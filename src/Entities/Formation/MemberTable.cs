using Npgsql;
using NpgsqlTypes;

namespace Fresnel.Entities.Formation;

/// <summary>
/// The SQL of formation. <c>cluster_member</c> holds a row for each process, <c>cluster_lease</c> one row. All times are the database's,
/// each method is one round trip and one transaction, and each statement may be repeated.
/// </summary>
internal static class MemberTable
{
    /// <summary>
    /// The first key of the advisory locks by which processes show that their database session lives; the second is the uid.
    /// </summary>
    public const int LockSpace = 7301;

    // Rows of processes that nobody removed, because all processes of their cluster were gone.
    private const string Forgotten = "30 days";

    private const string Mine = "address = @address and uid = @uid";

    private const string TakeLease = """
        update cluster_lease set owner = @me, expires = clock_timestamp() + @ttl
        where name = 'cluster' and (owner = @me or expires < clock_timestamp() or owner = any(@side))
        """;

    /// <summary>Creates the tables unless they exist.</summary>
    public static async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Looked up first: "create table if not exists" needs the privilege to create even if the table exists.
        const string exist = "select to_regclass('cluster_member') is not null and to_regclass('cluster_lease') is not null";
        await using (var command = new NpgsqlCommand(exist, connection))
        {
            if ((bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!) return;
        }

        // The lock: two processes that create a table at once fail with a duplicate key in the catalogue.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new($"select pg_advisory_xact_lock({LockSpace}000)"),
                new("""
                    create table if not exists cluster_member(
                        address text primary key, uid int not null, seen timestamptz not null, roles text[] not null,
                        host boolean not null, dismissed boolean not null default false)
                    """),
                new("create table if not exists cluster_lease(name text primary key, owner text not null, expires timestamptz not null)"),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes the lock that shows that this session lives, and deletes rows of earlier processes on this address. The lock is shared: a
    /// session that the server has not yet noticed to be broken cannot keep its successor out.
    /// </summary>
    public static async Task EnterAsync(NpgsqlConnection connection, MemberKey self, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select pg_advisory_lock_shared(@space, @uid)") { Parameters = { new("space", LockSpace), new("uid", self.Uid) } },
                new("insert into cluster_lease(name, owner, expires) values ('cluster', '', clock_timestamp()) on conflict do nothing"),
                new($"""
                    delete from cluster_member
                    where (address = @address and uid <> @uid) or seen < clock_timestamp() - interval '{Forgotten}'
                    """)
                {
                    Parameters = { new("address", self.Endpoint), new("uid", self.Uid) },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the rows of other processes, the one seen last first, and the lease.</summary>
    public static async Task<(IReadOnlyList<MemberRow> Others, LeaseRow Lease)> ReadAsync(
        NpgsqlConnection connection, MemberKey self, TimeSpan fresh, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select owner, expires - clock_timestamp() from cluster_lease where name = 'cluster'"),
                new("""
                    select address, uid, host, seen > clock_timestamp() - @fresh, dismissed
                    from cluster_member where address <> @address order by seen desc
                    """)
                {
                    Parameters = { new("fresh", fresh), new("address", self.Endpoint) },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var lease = await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new LeaseRow(reader.GetString(0), reader.GetTimeSpan(1))
            : throw new InvalidOperationException("cluster_lease has no row.");
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var others = new List<MemberRow>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var key = new MemberKey(reader.GetString(0), reader.GetInt32(1));
            others.Add(new MemberRow(key, reader.GetBoolean(2), reader.GetBoolean(3), reader.GetBoolean(4)));
        }

        return (others, lease);
    }

    /// <summary>Takes or renews the lease.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="self">The process that takes it.</param>
    /// <param name="side">The processes from which it may take it although it has not expired.</param>
    /// <param name="ttl">How long it is valid.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <returns>Whether <paramref name="self"/> holds it now.</returns>
    public static async Task<bool> TakeLeaseAsync(
        NpgsqlConnection connection, MemberKey self, IReadOnlyList<MemberKey> side, TimeSpan ttl, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TakeLease, connection);
        command.Parameters.AddRange(LeaseParameters(self, side, ttl));
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    /// <summary>Renews the row of this process and, if asked, the lease; deletes the rows of removed members.</summary>
    public static async Task<RenewalAnswer> RenewAsync(
        NpgsqlConnection connection, Renewal renewal, TimeSpan ttl, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        var self = renewal.Self;
        if (renewal.Removed.Count > 0)
        {
            batch.BatchCommands.Add(new("""
                delete from cluster_member m using unnest(@addresses, @uids) removed(address, uid)
                where m.address = removed.address and m.uid = removed.uid and not m.dismissed
                """)
            {
                Parameters =
                {
                    new("addresses", renewal.Removed.Select(key => key.Endpoint).ToArray()),
                    new("uids", renewal.Removed.Select(key => key.Uid).ToArray()),
                },
            });
        }

        batch.BatchCommands.Add(renewal.First ? Insert(self, renewal) : Update(self));
        if (renewal.Lease)
        {
            var take = new NpgsqlBatchCommand(TakeLease);
            take.Parameters.AddRange(LeaseParameters(self, [], ttl));
            batch.BatchCommands.Add(take);
        }

        batch.BatchCommands.Add(new("""
            select l.owner, l.expires - clock_timestamp(), m.uid is not null, coalesce(m.dismissed, false)
            from cluster_lease l left join cluster_member m on m.address = @address and m.uid = @uid where l.name = 'cluster'
            """)
        {
            Parameters = { new("address", self.Endpoint), new("uid", self.Uid) },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new RenewalAnswer(new LeaseRow(reader.GetString(0), reader.GetTimeSpan(1)), reader.GetBoolean(2), reader.GetBoolean(3))
            : throw new InvalidOperationException("cluster_lease has no row.");
    }

    /// <summary>Deletes the row of a process that leaves, and gives its lease back.</summary>
    public static async Task LeaveAsync(NpgsqlConnection connection, MemberKey self, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new($"delete from cluster_member where {Mine} and not dismissed")
                {
                    Parameters = { new("address", self.Endpoint), new("uid", self.Uid) },
                },
                new("update cluster_lease set expires = clock_timestamp() where owner = @me and expires > clock_timestamp()")
                {
                    Parameters = { new("me", self.ToString()) },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Marks the row of a process as dismissed by an operator.</summary>
    /// <returns>Whether there is such a row.</returns>
    public static async Task<bool> DismissAsync(NpgsqlConnection connection, MemberKey member, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"update cluster_member set dismissed = true where {Mine}", connection);
        command.Parameters.Add(new("address", member.Endpoint));
        command.Parameters.Add(new("uid", member.Uid));
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    /// <summary>Returns whether an operator dismissed a process.</summary>
    public static async Task<bool> IsDismissedAsync(NpgsqlConnection connection, MemberKey member, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select exists(select from cluster_member where {Mine} and dismissed)", connection);
        command.Parameters.Add(new("address", member.Endpoint));
        command.Parameters.Add(new("uid", member.Uid));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>
    /// Returns whether no database session of a process lives. "No" may also mean that another process asks the same at this moment.
    /// </summary>
    public static async Task<bool> IsSessionGoneAsync(NpgsqlConnection connection, int uid, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(@space, @uid)", connection);
        command.Parameters.Add(new("space", LockSpace));
        command.Parameters.Add(new("uid", uid));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static NpgsqlBatchCommand Update(MemberKey self) => new($"update cluster_member set seen = clock_timestamp() where {Mine}")
    {
        Parameters = { new("address", self.Endpoint), new("uid", self.Uid) },
    };

    private static NpgsqlBatchCommand Insert(MemberKey self, Renewal renewal) => new("""
        insert into cluster_member(address, uid, seen, roles, host) values (@address, @uid, clock_timestamp(), @roles, @host)
        on conflict (address) do update
        set uid = excluded.uid, seen = excluded.seen, roles = excluded.roles, host = excluded.host, dismissed = false
        """)
    {
        Parameters =
        {
            new("address", self.Endpoint), new("uid", self.Uid),
            new("roles", renewal.Roles.ToArray()), new("host", renewal.Roles.Contains(ClusterRoles.ShardHost)),
        },
    };

    private static NpgsqlParameter[] LeaseParameters(MemberKey self, IReadOnlyList<MemberKey> side, TimeSpan ttl) =>
    [
        new("me", self.ToString()),
        new("side", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = side.Select(key => key.ToString()).ToArray() },
        new("ttl", ttl),
    ];
}
