using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Fresnel.Entities.Persistence;
using Fresnel.Entities.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fresnel.Entities.Tests.Support;

/// <summary>The store of production, on SQLite or PostgreSQL.</summary>
public sealed class SqlStore(EntityStoreOptions options, Action? delete = null) : EntityTestStore
{
    private static readonly Config Misbehaving = ConfigurationFactory.ParseString(
        $$"""
        akka.loglevel = WARNING
        akka.persistence.journal.sql.class = "{{typeof(FaultySqlJournal).AssemblyQualifiedName}}"
        """);

    private IHost? host;

    /// <summary>A store in a SQLite file of its own.</summary>
    public static SqlStore OfSqlite()
    {
        var folder = Directory.CreateTempSubdirectory("fresnel-entities-");
        return new SqlStore(EntityStoreOptions.ForSqlite(Path.Combine(folder.FullName, "journal.db")), () => folder.Delete(recursive: true));
    }

    public override ActorSystem Start()
    {
        EntityTables.PrepareAsync(options, default).GetAwaiter().GetResult();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddAkka("entities", akka => akka
            .WithWire(Codec)
            .WithEntityStore(options)
            .AddSetup(Faults)
            .AddHocon(Akka.TestKit.Configs.TestConfigs.DefaultConfig, HoconAddMode.Append)
            .AddHocon(Misbehaving, HoconAddMode.Prepend));
        host = builder.Build();
        host.StartAsync().GetAwaiter().GetResult();
        return host.Services.GetRequiredService<ActorSystem>();
    }

    public override void Dispose()
    {
        host?.Dispose();
        delete?.Invoke();
        base.Dispose();
    }
}
