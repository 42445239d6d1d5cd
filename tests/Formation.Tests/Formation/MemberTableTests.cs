using Fresnel.Entities.Formation;
using Fresnel.Formation.Tests.Support;
using Fresnel.Tests.Servers;
using Npgsql;

namespace Fresnel.Formation.Tests.Formation;

[Collection(Postgres.Name)]
public sealed class MemberTableTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly MemberKey A = new("10.0.0.1:8451", -1);
    private static readonly MemberKey B = new("10.0.0.2:8451", 2);
    private static readonly MemberKey C = new("10.0.0.3:8451", 3);
    private static readonly string[] HostRoles = ["entities", "shardhost"];
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    private string address = "";
    private MemberDatabase database = null!;

    public async Task InitializeAsync()
    {
        address = await Postgres.DatabaseAsync(server);
        database = new MemberDatabase(address, TimeProvider.System, new FormationTimes());
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Tables_MadeByManyAtOnce_ExistOnce()
    {
        var sessions = await Task.WhenAll(
            Enumerable.Range(1, 8).Select(uid => database.OpenSessionAsync(new MemberKey($"10.0.0.{uid}:8451", uid), default)));

        foreach (var session in sessions) await session.DisposeAsync();
        Assert.Equal(1L, await Postgres.ExecuteAsync(address, "select count(*) from cluster_lease"));
    }

    [Fact]
    public async Task Tables_ThatExist_NeedNoPrivilegeToCreate()
    {
        await using (await database.OpenSessionAsync(A, default))
        {
        }

        var role = $"limited_{Guid.NewGuid():N}";
        var admin = new Uri(
            $"{server.Server.AdminUri.GetLeftPart(UriPartial.Authority)}/{new NpgsqlConnectionStringBuilder(address).Database}");
        await PostgresServer.ExecuteAsync(
            admin,
            $"create role {role} login password 'limited'; grant select, insert, update, delete on all tables in schema public to {role}");
        var limited = new NpgsqlConnectionStringBuilder(address) { Username = role, Password = "limited" }.ConnectionString;
        await using var other = new MemberDatabase(limited, TimeProvider.System, new FormationTimes());

        await using var session = await other.OpenSessionAsync(B, default);

        Assert.Equal("", (await MemberTable.ReadAsync(session, B, Fresh, default)).Lease.Owner);
    }

    [Fact]
    public async Task Row_OnceWritten_IsSeenByOthersWithItsRole()
    {
        await using var a = await database.OpenSessionAsync(A, default);
        await using var b = await database.OpenSessionAsync(B, default);
        await MemberTable.RenewAsync(a, First(A), Ttl, default);
        await MemberTable.RenewAsync(b, First(B) with { Roles = ["inference"] }, Ttl, default);

        Assert.Equal([new MemberRow(B, Host: false, Fresh: true, Dismissed: false)],
            (await MemberTable.ReadAsync(a, A, Fresh, default)).Others);
        Assert.Equal([new MemberRow(A, Host: true, Fresh: true, Dismissed: false)],
            (await MemberTable.ReadAsync(b, B, Fresh, default)).Others);
    }

    [Fact]
    public async Task Row_NotRenewed_BecomesOldAndIsFreshAgainOnceRenewed()
    {
        await using var a = await database.OpenSessionAsync(A, default);
        await using var b = await database.OpenSessionAsync(B, default);
        await MemberTable.RenewAsync(a, First(A), Ttl, default);
        await Postgres.ExecuteAsync(address, "update cluster_member set seen = seen - interval '4 s'");
        Assert.False((await MemberTable.ReadAsync(b, B, Fresh, default)).Others[0].Fresh);
        Assert.True((await MemberTable.RenewAsync(a, Later(A), Ttl, default)).RowExists);

        Assert.True((await MemberTable.ReadAsync(b, B, Fresh, default)).Others[0].Fresh);
    }

    [Fact]
    public async Task Row_ThatWasDeleted_StaysDeleted()
    {
        await using var a = await database.OpenSessionAsync(A, default);
        await MemberTable.RenewAsync(a, First(A), Ttl, default);
        await Postgres.ExecuteAsync(address, "delete from cluster_member");

        Assert.False((await MemberTable.RenewAsync(a, Later(A), Ttl, default)).RowExists);
    }

    [Fact]
    public async Task RemovedMembers_AreDeletedByAddressAndUid()
    {
        await using var a = await database.OpenSessionAsync(A, default);
        await using var b = await database.OpenSessionAsync(B, default);
        await using var c = await database.OpenSessionAsync(C, default);
        foreach (var (session, key) in new[] { (a, A), (b, B), (c, C) }) await MemberTable.RenewAsync(session, First(key), Ttl, default);

        await MemberTable.RenewAsync(a, Later(A) with { Removed = [B, C with { Uid = 33 }] }, Ttl, default);

        Assert.Equal([C], (await MemberTable.ReadAsync(a, A, Fresh, default)).Others.Select(row => row.Key));
    }

    [Fact]
    public async Task EarlierProcess_OnTheSameAddress_LosesItsRow()
    {
        await using (var earlier = await database.OpenSessionAsync(A with { Uid = 7 }, default))
            await MemberTable.RenewAsync(earlier, First(A with { Uid = 7 }), Ttl, default);

        await using var later = await database.OpenSessionAsync(A, default);

        Assert.Equal(0L, await Postgres.ExecuteAsync(address, "select count(*) from cluster_member"));
    }

    [Fact]
    public async Task DismissedMember_IsTold_AndItsRowIsKeptForIt()
    {
        await using var a = await database.OpenSessionAsync(A, default);
        await using var b = await database.OpenSessionAsync(B, default);
        await MemberTable.RenewAsync(a, First(A), Ttl, default);
        await MemberTable.RenewAsync(b, First(B), Ttl, default);
        Assert.False(await MemberTable.IsDismissedAsync(a, B, default));

        Assert.True(await MemberTable.DismissAsync(a, B, default));
        await MemberTable.RenewAsync(a, Later(A) with { Removed = [B] }, Ttl, default);

        Assert.True(await MemberTable.IsDismissedAsync(a, B, default));
        Assert.Equal((true, true), Facts(await MemberTable.RenewAsync(b, Later(B), Ttl, default)));
        Assert.False(await MemberTable.DismissAsync(a, C, default));
        await using var next = await database.OpenSessionAsync(B with { Uid = 22 }, default);
        Assert.Equal((true, false), Facts(await MemberTable.RenewAsync(next, First(B with { Uid = 22 }), Ttl, default)));
    }

    [Fact]
    public async Task Lease_IsHeldByOneAndMovesWhenItExpires()
    {
        await using var a = await database.OpenSessionAsync(A, default);
        await using var b = await database.OpenSessionAsync(B, default);
        Assert.True(await MemberTable.TakeLeaseAsync(a, A, [], Ttl, default));
        Assert.True(await MemberTable.TakeLeaseAsync(a, A, [], Ttl, default)); // renewed
        Assert.False(await MemberTable.TakeLeaseAsync(b, B, [], Ttl, default));
        Assert.True(await MemberTable.TakeLeaseAsync(a, A, [], Short, default));
        await Task.Delay(5);
        Assert.True(await MemberTable.TakeLeaseAsync(b, B, [], Ttl, default));

        Assert.False(await MemberTable.TakeLeaseAsync(a, A, [], Ttl, default));
        var lease = (await MemberTable.ReadAsync(a, A, Fresh, default)).Lease;
        Assert.Equal(B.ToString(), lease.Owner);
        Assert.InRange(lease.Left, TimeSpan.FromSeconds(30), Ttl);
    }

    [Fact]
    public async Task Lease_MovesWithinASideOnly()
    {
        await using var b = await database.OpenSessionAsync(B, default);
        Assert.True(await MemberTable.TakeLeaseAsync(b, A, [], Ttl, default));

        Assert.False(await MemberTable.TakeLeaseAsync(b, B, [C], Ttl, default));
        Assert.True(await MemberTable.TakeLeaseAsync(b, B, [A, C], Ttl, default));
    }

    [Fact]
    public async Task Lease_WantedByManyAtOnce_IsTakenByOne()
    {
        var keys = Enumerable.Range(1, 8).Select(uid => new MemberKey($"10.0.0.{uid}:8451", uid)).ToArray();
        var sessions = await Task.WhenAll(keys.Select(key => database.OpenSessionAsync(key, default)));

        var taken = await Task.WhenAll(keys.Select((key, i) => MemberTable.TakeLeaseAsync(sessions[i], key, [], Ttl, default)));

        foreach (var session in sessions) await session.DisposeAsync();
        Assert.Single(taken, true);
    }

    [Fact]
    public async Task Renewal_TakesTheLeaseOnlyIfAsked()
    {
        await using var a = await database.OpenSessionAsync(A, default);
        Assert.Equal("", (await MemberTable.RenewAsync(a, First(A) with { Lease = false }, Ttl, default)).Lease.Owner);

        Assert.Equal(A.ToString(), (await MemberTable.RenewAsync(a, Later(A), Ttl, default)).Lease.Owner);
    }

    [Fact]
    public async Task ProcessThatLeaves_GivesBackItsRowAndItsLease()
    {
        await using var a = await database.OpenSessionAsync(A, default);
        await using var b = await database.OpenSessionAsync(B, default);
        await MemberTable.RenewAsync(a, First(A), Ttl, default);
        await MemberTable.RenewAsync(b, First(B), Ttl, default);

        await MemberTable.LeaveAsync(a, A, default);

        Assert.Empty((await MemberTable.ReadAsync(b, B, Fresh, default)).Others);
        Assert.True(await MemberTable.TakeLeaseAsync(b, B, [], Ttl, default));
        await MemberTable.LeaveAsync(a, A, default);
        Assert.True((await MemberTable.ReadAsync(b, B, Fresh, default)).Lease.IsHeld); // only its own lease
    }

    [Fact]
    public async Task Session_ShowsThatItsProcessLives()
    {
        await using var b = await database.OpenSessionAsync(B, default);
        await using (await database.OpenSessionAsync(A, default)) Assert.False(await MemberTable.IsSessionGoneAsync(b, A.Uid, default));

        Assert.True(await UntilGoneAsync(b, A.Uid));
    }

    [Fact]
    public async Task Session_ThatTheServerStillHas_DoesNotKeepItsSuccessorOut()
    {
        await using var asker = await database.OpenSessionAsync(B, default);
        var old = await database.OpenSessionAsync(A, default);
        await using var next = await database.OpenSessionAsync(A, default);
        Assert.False(await MemberTable.IsSessionGoneAsync(asker, A.Uid, default));
        await old.DisposeAsync();

        Assert.False(await MemberTable.IsSessionGoneAsync(asker, A.Uid, default));
    }

    [Fact]
    public async Task Session_IsLimitedByTheServer()
    {
        await using var session = await database.OpenSessionAsync(A, default);
        var limits = new List<string>();
        foreach (var name in new[] { "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout" })
        {
            await using var command = new NpgsqlCommand($"show {name}", session);
            limits.Add((string)(await command.ExecuteScalarAsync())!);
        }

        Assert.Equal(["2s", "2s", "3s"], limits);
    }

    private static (bool Row, bool Dismissed) Facts(RenewalAnswer answer) => (answer.RowExists, answer.Dismissed);

    private static Renewal First(MemberKey key) => new(key, HostRoles, First: true, Lease: true, Removed: []);

    private static Renewal Later(MemberKey key) => First(key) with { First = false };

    private static async Task<bool> UntilGoneAsync(NpgsqlConnection connection, int uid)
    {
        for (var look = 0; look < 500; look++)
        {
            if (await MemberTable.IsSessionGoneAsync(connection, uid, default)) return true;
            await Task.Delay(20);
        }

        return false;
    }
}
