using Fresnel.Entities.Formation;
using Fresnel.Formation.Tests.Support;
using Fresnel.Tests.Nodes;
using Fresnel.Tests.Servers;

namespace Fresnel.Formation.Tests.Formation;

[Collection(Postgres.Name)]
public sealed class MemberSessionTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly MemberKey Self = new("10.0.0.1:8451", 1);
    private static readonly FormationTimes Times = new() { Statement = TimeSpan.FromSeconds(1) };

    private readonly RenewalClock clock = new(TimeProvider.System, Times);
    private CuttableLink link = null!;
    private string address = "";
    private MemberDatabase database = null!;
    private MemberSession session = null!;

    public async Task InitializeAsync()
    {
        link = CuttableLink.To(server.Server.Port);
        address = await Postgres.DatabaseAsync(server, link.Port);
        database = new MemberDatabase(address, TimeProvider.System, Times);
        session = new MemberSession(database, Self, clock, TimeProvider.System, Times);
    }

    public async Task DisposeAsync()
    {
        await session.DisposeAsync();
        await database.DisposeAsync();
        await link.DisposeAsync();
    }

    [Fact]
    public async Task Renewal_IsRecorded()
    {
        Assert.False(clock.IsFresh);

        await session.RenewAsync(Renewal(first: true), default);

        Assert.True(clock.IsFresh);
        Assert.True(clock.Unbroken > TimeSpan.Zero);
    }

    [Fact]
    public async Task NetworkThatLosesEveryPacket_FailsTheRenewalInTimeAndIsSurvived()
    {
        await session.RenewAsync(Renewal(first: true), default);
        link.Cut();
        await Assert.ThrowsAsync<TimeoutException>(() => session.RenewAsync(Renewal(first: false), default));
        Assert.Equal(TimeSpan.Zero, clock.Unbroken);
        await Assert.ThrowsAsync<TimeoutException>(() => session.RenewAsync(Renewal(first: false), default)); // and it cannot connect
        link.Mend();

        await Eventually.IsAsync(RenewsAsync, "the row is renewed");
        Assert.True(clock.IsFresh);
    }

    [Fact]
    public async Task SessionThatTheServerEnded_IsOpenedAgainWithItsLock()
    {
        await session.RenewAsync(Renewal(first: true), default);
        await Postgres.ExecuteAsync(address,
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 7301 and objid = 1");
        await Eventually.IsAsync(RenewsAsync, "the row is renewed");

        Assert.False(await database.AskAsync((connection, token) => MemberTable.IsSessionGoneAsync(connection, Self.Uid, token), default));
    }

    private static Renewal Renewal(bool first) => new(Self, ["shardhost"], first, Lease: true, Removed: []);

    private async Task<bool> RenewsAsync()
    {
        try
        {
            return (await session.RenewAsync(Renewal(first: false), default)).RowExists;
        }
        catch (Exception e) when (e is TimeoutException or Npgsql.NpgsqlException)
        {
            return false;
        }
    }
}
