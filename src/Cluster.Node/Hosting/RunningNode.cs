using Fresnel.Actors.Cameras;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Actors.Cameras.Views;
using Fresnel.Cluster.Node.Configuration;
using Fresnel.Cluster.Node.Telemetry;
using Fresnel.Clustering;
using Fresnel.Clustering.Commands;
using Fresnel.Clustering.Members;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Manifests;
using Fresnel.Journal.Codec;
using Fresnel.Journal.Retention;
using Fresnel.Journal.Sqlite;
using Fresnel.Kernel;
using Fresnel.Service;
using Fresnel.Service.Cluster;
using Fresnel.Service.Commands;
using Fresnel.Service.Hosting;
using Fresnel.Service.Peers;
using Fresnel.Service.Telemetry;
using Fresnel.Storage.Events;
using Fresnel.Storage.Folder;
using Fresnel.Storage.Integrity;
using Fresnel.Storage.Projections;
using Fresnel.Storage.Retention;
using Serilog.Extensions.Logging;

namespace Fresnel.Cluster.Node.Hosting;

/// <summary>
/// A node that runs: journal, broker, cameras, page and API. Embedded, everything is inside (SQLite, an in-process broker);
/// in a cluster it shares RabbitMQ and PostgreSQL with others. Parts are opened in the order they need each other, and
/// closed in the opposite one, also where a start fails half-way.
/// </summary>
public sealed class RunningNode : IAsyncDisposable
{
    private readonly OpenedParts parts = new();
    private readonly NodeConfiguration configuration;
    private readonly TimeProvider time;
    private Func<Task> leave = static () => Task.CompletedTask;
    private Func<ValueTask> stopApi = static () => ValueTask.CompletedTask;
    private Func<ValueTask> stopCameras = static () => ValueTask.CompletedTask;

    private RunningNode(NodeConfiguration configuration, TimeProvider time)
    {
        this.configuration = configuration;
        this.time = time;
    }

    /// <summary>The page's address.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The data folder, as a full path.</summary>
    public string DataFolder { get; private set; } = "";

    /// <summary>The services of the API.</summary>
    public IServiceProvider Services { get; private set; } = null!;

    /// <summary>The journal, as its readers see it.</summary>
    public IEventSource Events { get; private set; } = null!;

    /// <summary>The cameras that run.</summary>
    public ICameraLiveBoard Board { get; private set; } = null!;

    /// <summary>What the node is doing.</summary>
    public NodeState State { get; private set; } = null!;

    /// <summary>Follows the journal for readers.</summary>
    public CameraViewsRunner Views { get; private set; } = null!;

    /// <summary>Completes when the cluster has ended this node's part in it: it leaves, was struck, or lost its name.</summary>
    public Task<Dismissal> Dismissed { get; private set; } = new TaskCompletionSource<Dismissal>().Task;

    /// <summary>Starts a node. Embedded it completes when it owns its shards, in a cluster when it takes part; it serves the page then, and its views are up to date.</summary>
    /// <exception cref="DataFolderException">The data folder cannot be used.</exception>
    /// <exception cref="UserErrorException">It cannot be listened, or the start took too long.</exception>
    public static async Task<RunningNode> StartAsync(NodeConfiguration configuration, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var node = new RunningNode(configuration, time);
        try
        {
            await node.OpenAsync(cancellationToken);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Hands over what others can take, stops the page, then the cameras; the journal can still be read afterwards.</summary>
    public async Task StopWorkAsync()
    {
        State?.SetStopping();
        await Interlocked.Exchange(ref leave, static () => Task.CompletedTask)();
        await Interlocked.Exchange(ref stopApi, static () => ValueTask.CompletedTask)();
        await Interlocked.Exchange(ref stopCameras, static () => ValueTask.CompletedTask)();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopWorkAsync();
        await parts.DisposeAsync();
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(configuration.Node.Data)) WebShell.CheckFree(configuration.Api);
        var folder = parts.Own(Fresnel.Storage.Folder.DataFolder.Open(configuration.Node.Data));
        DataFolder = folder.Root;
        var serilog = ServiceLogging.Create(configuration.Log, folder.Logs);
        parts.Own(serilog);
        var loggers = parts.Own(new SerilogLoggerFactory(serilog));
        var log = loggers.CreateLogger<RunningNode>();
        log.Starting(configuration.Node.Name, folder.Root);

        var stores = await NodeStores.OpenAsync(folder, configuration, loggers, time, cancellationToken);
        parts.Own(stores);
        Events = stores.Events;
        var exporter = parts.Own(new MetricsExporter());
        var store = parts.Own(new MeteredEntityStore(stores.Journal, time));
        var codec = NodeStores.Codec();

        var models = new ModelCatalog(ModelFolders.Choose(configuration.Models, folder));
        var detectors = parts.Own(new DetectorCatalog(models, time, logger: loggers.CreateLogger<DetectorCatalog>()));
        var actors = parts.Own(new ActorSystem(time, loggers));
        var board = new CameraLiveBoard();
        Board = board;
        ClusterNode? cluster = null;
        var cameras = new Lazy<CameraServices>(() => new CameraServices
        {
            Board = board,
            Detectors = detectors,
            DetectorOptions = ModelFolders.Options(configuration.Models),
            ObservationWriter = stores.ObservationWriter,
            Observations = stores.Observations,
            Artifacts = stores.Artifacts,
            Credentials = stores.Credentials,
            Notices = cluster!.Notices,
            Ffmpeg = configuration.Ffmpeg,
            Options = configuration.Cameras,
            SegmentsFolder = folder.Segments,
            TemporaryFolder = folder.Temporary,
            Time = time,
            Loggers = loggers,
        });
        var (broker, product) = await NodeBroker.ReachAsync(configuration, log, time, cancellationToken);
        var load = new ProcessorLoad(time);
        var profile = new MemberProfile
        {
            Roles = configuration.Node.Roles,
            Address = () => configuration.Api.AdvertisedAt(Address).ToString(),
            Devices = () => State.Devices(configuration.Models.Device),
            Load = load.Read,
            Version = BuildVersion.Current,
        };
        var hosts = !configuration.Cluster.IsSet || configuration.Node.Roles.Contains("entities", StringComparer.Ordinal);
        cluster = new ClusterNode(
            broker, store, stores.Journal, new KernelCodec(codec), actors, hosts ? [CameraActor.Kind(() => cameras.Value)] : [], configuration.Hosting, loggers, profile);
        Dismissed = cluster.Dismissed;
        if (configuration.Cluster.IsSet) leave = cluster.LeaveAsync;
        stopCameras = cluster.DisposeAsync;
        State = new NodeState(cluster, detectors, time);

        Views = new CameraViewsRunner(new ProjectionRunner(new CameraProjection(), stores.Events, codec, stores.Projections, time, loggers.CreateLogger<ProjectionRunner>()));
        Views.Start();
        parts.Own(Views);
        var tally = parts.Own(new JournalTally(stores.Events, time));
        tally.Start();
        parts.Run(new ReplyRetention(stores.Journal, configuration.Retention, time, loggers.CreateLogger<ReplyRetention>()).RunAsync);
        parts.Run(new RetentionRunner(stores.Artifacts, stores.Observations, configuration.Retention, time, loggers.CreateLogger<RetentionRunner>()).RunAsync);

        var watch = new StoreWatch(folder, [SqliteJournal.Watched(folder.JournalFile)], configuration.Stores, time, loggers.CreateLogger<StoreWatch>());
        parts.Run(watch.RunAsync);

        var facts = configuration.Cluster.IsSet
            ? new ClusterFacts(configuration.Node.Name, true, product, stores.Database)
            : ClusterFacts.Embedded(configuration.Node.Name);
        var metrics = parts.Own(new NodeMetrics(board, State, actors, stores.ObservationWriter, tally));
        var app = ApiHost.Build(configuration, loggers, services => services
            .AddSingleton(time).AddSingleton(folder).AddSingleton(stores.Journal).AddSingleton(stores.Events).AddSingleton(stores.Projections)
            .AddSingleton(stores.Observations).AddSingleton(stores.Artifacts).AddSingleton(stores.Credentials)
            .AddSingleton<ICameraLiveBoard>(board).AddSingleton<IEntityGateway>(cluster.Gateway)
            .AddSingleton(cluster).AddSingleton(facts).AddSingleton(new PeerOptions(configuration.Node.Name, configuration.Api.Token))
            .AddSingleton(models).AddSingleton(store).AddSingleton(watch).AddSingleton(State).AddSingleton(Views).AddSingleton(metrics).AddSingleton(exporter));
        parts.Own(app);
        Services = app.Services;

        // The port first: a taken one is said before anything is started.
        Address = await WebShell.StartAsync(app, configuration.Api, cancellationToken);
        stopApi = async () => await app.StopAsync(CancellationToken.None);
        cluster.Start();
        if (configuration.Cluster.IsSet) await JoinAsync(cluster, cancellationToken);
        else await WaitAsync(cluster, stores.Journal.ShardCount, cancellationToken);
        State.SetStarted();
        log.Started(configuration.Node.Name, Address);
    }

    // In a cluster a start is over when the node takes part, however long broker and database let it wait; shards come later.
    private async Task JoinAsync(ClusterNode cluster, CancellationToken cancellationToken)
    {
        var ready = ReadyAsync();
        if (await Task.WhenAny(ready, cluster.Dismissed) == cluster.Dismissed) throw NodeDismissal.Fault(await cluster.Dismissed);
        await ready;

        async Task ReadyAsync()
        {
            await Views.CatchUpAsync(cancellationToken);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), time);
            while (!State.TakesPart) await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task WaitAsync(ClusterNode cluster, int shards, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(configuration.Node.StartLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await cluster.OwnsAsync(shards, both.Token);
            await Views.CatchUpAsync(both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UserErrorException(
                $"the node did not take its {shards} shards within {configuration.Node.StartLimit.TotalSeconds:0} s (Node:StartLimit); logs/ in the data folder says more.", ExitCodes.Failed);
        }
    }
}
