using Fresnel.Entities.Persistence;

namespace Fresnel.Reading.Tests.Tables;

public sealed class EntityStoreOptionsTests
{
    private const string ConnectionForm = "allowed: Host=…;Port=…;Username=…;Password=…;Database=….";

    public static TheoryData<EntityStoreOptions, string> Wrong() => new()
    {
        { new EntityStoreOptions(), "File of the entity store is missing; allowed: the path of the SQLite file." },
        { new EntityStoreOptions { File = "x", Shards = 0 }, "Shards of the entity store is '0'; allowed: 1 to 10000." },
        { new EntityStoreOptions { File = "x", BatchSize = 1001 }, "BatchSize of the entity store is '1001'; allowed: 1 to 1000." },
        { new EntityStoreOptions { File = "x", Parallelism = 17 }, "Parallelism of the entity store is '17'; allowed: 1 to 16." },
        {
            new EntityStoreOptions { File = "x", TransactionLimit = TimeSpan.Zero },
            "TransactionLimit of the entity store is '00:00:00'; allowed: 00:00:01 to 00:00:30."
        },
        {
            new EntityStoreOptions { File = "x", TablePrefix = "a; DROP TABLE b" },
            "TablePrefix of the entity store is 'a; DROP TABLE b'; allowed: 1 to 20 characters of a-z and '_', other than 'sharding'."
        },
        {
            new EntityStoreOptions { Provider = EntityStoreProvider.Postgres },
            $"ConnectionString of the entity store is missing; {ConnectionForm}"
        },
        {
            EntityStoreOptions.ForPostgres("postgresql://joe:geheim@host/database"),
            $"ConnectionString of the entity store is not of the right form (its value is not shown); {ConnectionForm}"
        },
        {
            EntityStoreOptions.ForPostgres("Username=joe;Password=geheim"),
            $"ConnectionString of the entity store is without a host or a database; {ConnectionForm}"
        },
        {
            new EntityStoreOptions { Provider = (EntityStoreProvider)7 },
            "Provider of the entity store is '7'; allowed: Sqlite or Postgres."
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Check_WrongValue_NamesKeyValueAndWhatIsAllowed(EntityStoreOptions options, string message)
    {
        var wrong = Assert.Throws<EntityStoreException>(options.Check);

        Assert.Equal($"The option {message}", wrong.Message);
        Assert.DoesNotContain("geheim", wrong.ToString() + options, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_Defaults_AreAllowed()
    {
        EntityStoreOptions.ForSqlite("x.db").Check();
        EntityStoreOptions.ForPostgres("Host=h;Username=u;Password=p;Database=d").Check();
    }

    [Fact]
    public void ToString_Postgres_HasNoPassword()
    {
        var options = EntityStoreOptions.ForPostgres("Host=h;Port=5433;Username=u;Password=geheim;Database=d");

        Assert.Equal("postgresql://u@h:5433/d", options.ToString());
    }
}
