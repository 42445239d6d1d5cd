using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Hosting;
using Akka.Persistence.Sql.Hosting;
using Fresnel.Entities.Serialization;
using Fresnel.Messages.Entities;
using Microsoft.Data.Sqlite;
using static Fresnel.Wire.Tests.TestCodec;
using static Fresnel.Wire.Tests.TestMessages;

namespace Fresnel.Wire.Tests.Serialization;

/// <summary>What an entity learns from Akka.Persistence.Sql about rows that are damaged, and about ones that cannot be written.</summary>
public sealed class JournalTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fresnel-wire-");
    private LocalSystem local = null!;

    private string ConnectionString => $"Data Source={Path.Combine(folder.FullName, "journal.db")};Pooling=False";

    public async Task InitializeAsync() => local = await LocalSystem.StartAsync(akka => akka.WithSqlPersistence(
        ConnectionString, LinqToDB.ProviderName.SQLiteMS, mode: PersistenceMode.Both));

    public async Task DisposeAsync()
    {
        await local.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Events_Journaled_AreRowsOfPlainJsonAndComeBack()
    {
        var journaled = new JournaledEvent(new Painted(Wall, Colour.Green, 2), FullMeta);
        await using var wall = await StartAsync("wall/north");
        wall.Actor.Tell(journaled);
        Assert.Equal("persisted", await wall.NextAsync());

        Assert.Equal(("test.painted/3", 7301L, Codec.EncodeJournaled(journaled).Text()), ReadRow("wall/north"));
        Assert.Equal([journaled], await RecoverAsync("wall/north"));
    }

    [Theory]
    [InlineData("message = CAST('{\"wall\":' AS BLOB)", "test.painted/3")]
    [InlineData("message = CAST('{\"wall\":\"wall/north\",\"colour\":\"green\",\"coats\":2}' AS BLOB)", "test.painted/3")]
    [InlineData("manifest = 'test.painted/4'", "test.painted/4")]
    [InlineData("manifest = 'test.unknown/1'", "test.unknown/1")]
    [InlineData("identifier = 1", "test.painted/3")]
    public async Task Recovery_OfADamagedRow_FailsWithTheManifest(string damage, string manifest)
    {
        await using (var wall = await StartAsync("wall/north"))
        {
            wall.Actor.Tell(new JournaledEvent(new Painted(Wall, Colour.Green, 2), FullMeta));
            Assert.Equal("persisted", await wall.NextAsync());
        }

        Execute($"UPDATE journal SET {damage}");

        var failed = Assert.IsType<WallActor.Failed>(Assert.Single(await RecoverAsync("wall/north")));
        Assert.Equal("recovery", failed.What);
        Assert.Equal(manifest, WireFormatException.In(failed.Cause)?.Manifest);
    }

    [Fact]
    public async Task Recovery_WithoutAJournal_FailsWithAnotherCause()
    {
        await RecoverAsync("wall/north");
        Execute("DROP TABLE journal");

        var failed = Assert.IsType<WallActor.Failed>(Assert.Single(await RecoverAsync("wall/north")));

        Assert.Null(WireFormatException.In(failed.Cause));
    }

    [Fact]
    public async Task Persist_OfWhatHasNoWireName_IsRejectedByName()
    {
        await using var wall = await StartAsync("wall/north");
        foreach (var message in new object[] { new Painted(Wall, Colour.Green, 2), new Unbound("x"), new Nameless("x") })
        {
            wall.Actor.Tell(message);
            var failed = Assert.IsType<WallActor.Failed>(await wall.NextAsync());

            Assert.Equal("rejected", failed.What);
            Assert.Contains(message.GetType().Name, WireFormatException.In(failed.Cause)!.Message, StringComparison.Ordinal);
        }

        wall.Actor.Tell(new JournaledEvent(new Cleaned(), BareMeta));
        Assert.Equal("persisted", await wall.NextAsync());
    }

    [Theory]
    [InlineData("snapshot = CAST('{\"state\":' AS BLOB)", true)]
    [InlineData("manifest = 'entity.snapshot/2'", true)]
    [InlineData("manifest = manifest", false)]
    public async Task Recovery_FromASnapshot_OffersItOrSaysThatItIsUnreadable(string damage, bool unreadable)
    {
        var snapshot = new EntitySnapshot(new State("green", ["white", "green"]), 7, [], "enabled", true);
        await using (var wall = await StartAsync("wall/north"))
        {
            wall.Actor.Tell(new JournaledEvent(new Cleaned(), BareMeta));
            Assert.Equal("persisted", await wall.NextAsync());
            wall.Actor.Tell(new WallActor.Save(snapshot));
            Assert.Equal("saved", await wall.NextAsync());
        }

        Execute($"UPDATE snapshot SET {damage}");

        var offered = (await RecoverAsync("wall/north"))[0];
        if (unreadable) Assert.IsType<UnreadableSnapshot>(offered);
        else Assert.Equivalent(snapshot, offered, strict: true);
    }

    private Watched Start(string persistenceId)
    {
        var letters = new Letterbox(local.System);
        return new Watched(local.System.ActorOf(Props.Create(() => new WallActor(persistenceId, letters.Ref))), letters);
    }

    private async Task<Watched> StartAsync(string persistenceId)
    {
        var watched = Start(persistenceId);
        if (await watched.NextAsync() is not RecoveryCompleted) Assert.Fail("A fresh actor found something.");
        return watched;
    }

    /// <summary>What an actor is given until its recovery completes or fails.</summary>
    private async Task<List<object>> RecoverAsync(string persistenceId)
    {
        await using var watched = Start(persistenceId);
        var all = new List<object>();
        while (await watched.NextAsync() is var next and not RecoveryCompleted)
        {
            all.Add(next);
            if (next is WallActor.Failed) break;
        }

        return all;
    }

    private (string Manifest, long Identifier, string Json) ReadRow(string persistenceId)
    {
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT manifest, identifier, CAST(message AS TEXT) FROM journal WHERE persistence_id = $id";
        command.Parameters.AddWithValue("$id", persistenceId);
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        return (reader.GetString(0), reader.GetInt64(1), reader.GetString(2));
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed record Watched(IActorRef Actor, Letterbox Letters) : IAsyncDisposable
    {
        public Task<object> NextAsync() => Letters.NextAsync();

        public async ValueTask DisposeAsync() => await Actor.GracefulStop(Patience);
    }
}
