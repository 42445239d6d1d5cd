using Fresnel.Clustering;
using Fresnel.Clustering.Lighthouse;
using Fresnel.Clustering.Members;
using Fresnel.Clustering.RabbitMq;
using Fresnel.Journal.Codec;
using Fresnel.Kernel;
using Fresnel.Lighthouse.Configuration;
using Fresnel.Messages;
using Fresnel.Messages.Wire;
using Fresnel.Service;
using Fresnel.Service.Cluster;
using Fresnel.Service.Commands;
using Fresnel.Service.Hosting;
using Fresnel.Service.Telemetry;
using Fresnel.Storage.Folder;
using Serilog.Extensions.Logging;

namespace Fresnel.Lighthouse.Hosting;

/// <summary>A lighthouse that runs. Its API waits for the database once, at the start, and for the broker never.</summary>
public sealed class RunningLighthouse : IAsyncDisposable
{
    private readonly OpenedParts parts = new();
    private readonly LighthouseConfiguration configuration;
    private readonly TimeProvider time;
    private readonly TaskCompletionSource<Dismissal> dismissed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningLighthouse(LighthouseConfiguration configuration, TimeProvider time)
    {
        this.configuration = configuration;
        this.time = time;
    }

    /// <summary>The page's address.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Completes when the cluster has ended this process's part in it; faults where the broker turns it away.</summary>
    public Task<Dismissal> Dismissed => dismissed.Task;

    /// <summary>Starts one; completes when it serves its page.</summary>
    /// <exception cref="UserErrorException">It cannot be listened, or the database turns it away.</exception>
    public static async Task<RunningLighthouse> StartAsync(LighthouseConfiguration configuration, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var lighthouse = new RunningLighthouse(configuration, time);
        try
        {
            await lighthouse.OpenAsync(cancellationToken);
            return lighthouse;
        }
        catch
        {
            await lighthouse.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => parts.DisposeAsync();

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        WebShell.CheckFree(configuration.Api);
        var folder = parts.Own(DataFolder.Open(configuration.Lighthouse.Data));
        var serilog = ServiceLogging.Create(configuration.Log, folder.Logs, "lighthouse");
        parts.Own(serilog);
        var loggers = parts.Own(new SerilogLoggerFactory(serilog));
        var log = loggers.CreateLogger<RunningLighthouse>();
        var database = parts.Own(await ClusterStart.OpenDatabaseAsync(configuration.Cluster, log, time, cancellationToken));
        var journal = parts.Own(await ClusterStart.OpenJournalAsync(database, configuration.Hosting.Shards, log, time, cancellationToken));
        var exporter = parts.Own(new MetricsExporter());

        var actors = parts.Own(new ActorSystem(time, loggers));
        var profile = new MemberProfile
        {
            Roles = ["lighthouse"],
            Address = () => configuration.Api.AdvertisedAt(Address).ToString(),
            Devices = static () => [],
            Load = new ProcessorLoad(time).Read,
            Version = BuildVersion.Current,
        };
        var broker = ClusterStart.Broker(configuration.Cluster, time);
        var cluster = new ClusterNode(broker, journal, journal, new KernelCodec(new WireCodec(typeof(EntityId).Assembly)), actors, [], configuration.Hosting, loggers, profile);
        var work = cluster.Lead(journal, configuration.Leading);
        var facts = new ClusterFacts(configuration.Lighthouse.Name, true, "RabbitMQ", database.Product);
        var state = new LighthouseState(cluster, work, time);
        var metrics = parts.Own(new LighthouseMetrics(cluster, work));

        var app = LighthouseApi.Build(configuration, loggers, services => services
            .AddSingleton(time).AddSingleton<Journal.Events.IJournal>(journal).AddSingleton(cluster).AddSingleton(work).AddSingleton(facts).AddSingleton(state)
            .AddSingleton(metrics).AddSingleton(exporter));
        parts.Own(app);
        Address = await WebShell.StartAsync(app, configuration.Api, cancellationToken);
        parts.OnClose(async () => await app.StopAsync(CancellationToken.None));
        parts.Own(cluster);
        parts.Run(stop => RunAsync(broker, cluster, work, facts, log, stop));
    }

    // The broker may be away for as long as it likes: the page says so.
    private async Task RunAsync(RabbitMqBroker broker, ClusterNode cluster, LighthouseWork work, ClusterFacts facts, ILogger log, CancellationToken stop)
    {
        try
        {
            facts.Broker = await ClusterStart.ReachAsync(broker, configuration.Lighthouse.Name, log, time, stop);
            cluster.Start();
            var working = work.RunAsync(stop);
            if (await Task.WhenAny(working, cluster.Dismissed) == cluster.Dismissed) dismissed.TrySetResult(await cluster.Dismissed);
            await working;
        }
        catch (UserErrorException turnedAway)
        {
            dismissed.TrySetException(turnedAway);
        }
    }
}
