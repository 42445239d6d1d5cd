using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Lighthouse;
using Fresnel.Service.Cluster;
using Fresnel.Service.Configuration;

namespace Fresnel.Lighthouse.Configuration;

/// <summary>Every section that a lighthouse reads, checked before anything is started. Sections of nodes may stand beside them, in a file for both.</summary>
public sealed record LighthouseConfiguration
{
    /// <summary>The port where none is given: beside a node's, on the same machine.</summary>
    public const int DefaultPort = 8449;

    /// <summary>The section of <see cref="Leading"/>.</summary>
    public const string LeadingSection = "Leading";

    private static readonly string[] OfNodes = ["Node", "Models", "Retention", "Stores", "Ffmpeg", "Cameras"];

    /// <summary>Section <c>Lighthouse</c>.</summary>
    public required LighthouseSettings Lighthouse { get; init; }

    /// <summary>Section <c>Leading</c>: lease, rounds, pace.</summary>
    public required LighthouseOptions Leading { get; init; }

    /// <summary>Section <c>Api</c>.</summary>
    public required ApiOptions Api { get; init; }

    /// <summary>Section <c>Cluster</c>.</summary>
    public required ClusterOptions Cluster { get; init; }

    /// <summary>Section <c>Log</c>.</summary>
    public required LogOptions Log { get; init; }

    /// <summary>Section <c>Hosting</c>, with the lighthouse's name filled in: the number of shards must be the cluster's.</summary>
    public required HostingOptions Hosting { get; init; }

    /// <summary>Reads and checks every section.</summary>
    /// <exception cref="ConfigurationException">A section, key or value is not allowed.</exception>
    public static LighthouseConfiguration Read(IConfiguration configuration)
    {
        OptionsReader.RefuseOthers(configuration, [LighthouseSettings.Section, LeadingSection, ApiOptions.Section, ClusterOptions.Section, LogOptions.Section, "Hosting", .. OfNodes]);
        var whole = Completed(configuration);
        var read = new LighthouseConfiguration
        {
            Lighthouse = OptionsReader.Read<LighthouseSettings>(whole, LighthouseSettings.Section),
            Leading = OptionsReader.Read<LighthouseOptions>(whole, LeadingSection),
            Api = OptionsReader.Read<ApiOptions>(whole, ApiOptions.Section),
            Cluster = OptionsReader.Read<ClusterOptions>(whole, ClusterOptions.Section),
            Log = OptionsReader.Read<LogOptions>(whole, LogOptions.Section),
            Hosting = OptionsReader.Read<HostingOptions>(whole, "Hosting"),
        };
        read.Api.Check();
        read.Api.CheckAdvertised();
        read.Cluster.Check();
        ClusterStart.CheckAddresses(read.Cluster);
        if (!read.Cluster.IsSet)
            throw new ConfigurationException("Cluster:Broker and Cluster:Database are missing: a lighthouse is nothing without a cluster. Set both, best by the environment variables FRESNEL__Cluster__Broker (amqp://user:password@host:port/vhost) and FRESNEL__Cluster__Database (postgresql://user:password@host:port/database).");
        return read;
    }

    private static IConfigurationRoot Completed(IConfiguration configuration) => new ConfigurationBuilder()
        .AddInMemoryCollection([new($"{ApiOptions.Section}:Port", $"{DefaultPort}")])
        .AddConfiguration(configuration)
        .AddInMemoryCollection(
        [
            new("Hosting:Node", configuration[$"{LighthouseSettings.Section}:Name"] ?? new LighthouseSettings().Name),
            new("Hosting:SeedBatons", "false"),
        ])
        .Build();
}
