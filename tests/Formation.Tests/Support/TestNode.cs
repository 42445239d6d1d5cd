using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Fresnel.Entities.Formation;
using Fresnel.Entities.Security;
using Fresnel.Messages.Entities;
using Fresnel.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fresnel.Formation.Tests.Support;

/// <summary>A node of this process: an actor system that was configured as in production. Its end is only recorded.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly IHost host;
    private readonly TestLog log;

    private TestNode(IHost host, NodeFormation formation, RecordedEnd end, TestLog log)
    {
        this.host = host;
        this.log = log;
        Formation = formation;
        End = end;
        System = host.Services.GetRequiredService<ActorSystem>();
        Cluster = Cluster.Get(System);
    }

    public ActorSystem System { get; }

    public Cluster Cluster { get; }

    public NodeFormation Formation { get; }

    public RecordedEnd End { get; }

    public MemberKey Key => MemberKey.Of(Cluster.SelfUniqueAddress);

    /// <summary>The other member of a cluster of two.</summary>
    public UniqueAddress Other => Cluster.State.Members.Single(member => member.UniqueAddress != Cluster.SelfUniqueAddress).UniqueAddress;

    /// <summary>Its log.</summary>
    public IReadOnlyCollection<string> Log => log.Lines;

    /// <summary>Options of an entity node.</summary>
    public static FormationOptions Options(string certificates, string? database, params string[] roles) => new()
    {
        Database = database,
        Roles = roles.Length == 0 ? [ClusterRoles.Entities] : roles,
        WaitForLighthouse = TimeSpan.Zero,
        Certificates = new CertificateOptions { Folder = certificates },
    };

    /// <summary>Starts a node; it joins in the background.</summary>
    public static async Task<TestNode> StartAsync(
        FormationOptions options, FormationTimes? times = null, IPortProbe? ports = null,
        string hocon = "", Action<AkkaConfigurationBuilder>? configure = null)
    {
        var log = new TestLog();
        var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        var end = new RecordedEnd();
        var formation = new NodeFormation(options, loggers, end, TimeProvider.System, times ?? new FormationTimes(), ports);
        var host = new HostBuilder()
            .ConfigureServices(services => services
                .AddSingleton<ILoggerFactory>(loggers)
                .AddAkka(options.SystemName, (builder, _) =>
                {
                    builder
                        .ConfigureLoggers(logging =>
                        {
                            logging.ClearLoggers();
                            logging.AddLoggerFactory();
                        })
                        .WithCustomSerializer("test-wire", [typeof(IWireMessage)], system => new TestWireSerializer(system))
                        .WithFormation(formation)
                        .AddHocon(hocon, HoconAddMode.Prepend);
                    configure?.Invoke(builder);
                }))
            .Build();
        await host.StartAsync();
        return new TestNode(host, formation, end, log);
    }

    /// <summary>Waits until this node sees exactly so many members, all up.</summary>
    public Task SeesUpAsync(int members) => UntilAsync(
        () => Cluster.State.Members.Count == members
            && Cluster.State.Members.All(member => member.Status == Akka.Cluster.MemberStatus.Up)
            && Cluster.State.Unreachable.Count == 0,
        $"{members} members are up");

    /// <summary>Waits until this node is in good standing.</summary>
    public Task StandsAsync() => UntilAsync(() => Formation.Standing.IsGood, "the node is in good standing");

    /// <summary>Waits until this node's renewals are unbroken for so long.</summary>
    public Task RenewsForAsync(TimeSpan span) =>
        UntilAsync(() => Formation.Standing.IsGood && Formation.Renewals!.Unbroken > span, $"the renewals are unbroken for {span}");

    /// <summary>Waits for something about this node; its log is in the message if it does not come.</summary>
    public async Task UntilAsync(Func<bool> condition, string what, TimeSpan? patience = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(start) < (patience ?? Eventually.Patience),
                $"In vain waited until {what}; members: {string.Join(", ", Cluster.State.Members)}; log:\n{log}");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until the node ended its process.</summary>
    public async Task<(ProcessEndCode Code, string Reason)> EndedAsync()
    {
        await UntilAsync(() => End.Ended.IsCompleted, "the process ends");
        return await End.Ended;
    }

    /// <summary>Ends the node as kill -9 would: its port closes and its database session ends, and it tells nobody.</summary>
    public async Task DieAsync()
    {
        ((ExtendedActorSystem)System).Abort();
        await System.WhenTerminated;
    }

    /// <summary>Stops the node in order: it leaves the cluster.</summary>
    public Task LeaveAsync() => CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);

    public async ValueTask DisposeAsync()
    {
        await DieAsync();
        host.Dispose();
        await Formation.DisposeAsync();
    }
}
