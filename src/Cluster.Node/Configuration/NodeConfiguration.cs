using Fresnel.Actors.Cameras;
using Fresnel.Cluster.Node.Hosting;
using Fresnel.Clustering.Hosting;
using Fresnel.Media.Processes;
using Fresnel.Service.Cluster;
using Fresnel.Service.Configuration;
using Fresnel.Storage.Integrity;
using Fresnel.Storage.Retention;

namespace Fresnel.Cluster.Node.Configuration;

/// <summary>Every section, read and checked before anything is started.</summary>
public sealed record NodeConfiguration
{
    /// <summary>Section <c>Node</c>.</summary>
    public required NodeOptions Node { get; init; }

    /// <summary>Section <c>Api</c>.</summary>
    public required ApiOptions Api { get; init; }

    /// <summary>Section <c>Cluster</c>.</summary>
    public required ClusterOptions Cluster { get; init; }

    /// <summary>Section <c>Models</c>.</summary>
    public required ModelsOptions Models { get; init; }

    /// <summary>Section <c>Retention</c>.</summary>
    public required RetentionOptions Retention { get; init; }

    /// <summary>Section <c>Stores</c>.</summary>
    public required StoreWatchOptions Stores { get; init; }

    /// <summary>Section <c>Log</c>.</summary>
    public required LogOptions Log { get; init; }

    /// <summary>Section <c>Ffmpeg</c>.</summary>
    public required FfmpegOptions Ffmpeg { get; init; }

    /// <summary>Section <c>Cameras</c>.</summary>
    public required CameraOptions Cameras { get; init; }

    /// <summary>Section <c>Hosting</c>, with the node's name filled in.</summary>
    public required HostingOptions Hosting { get; init; }

    /// <summary>Reads and checks every section.</summary>
    /// <exception cref="ConfigurationException">A section, key or value is not allowed.</exception>
    public static NodeConfiguration Read(IConfiguration configuration)
    {
        OptionsReader.RefuseOthers(configuration, [NodeOptions.Section, ApiOptions.Section, ClusterOptions.Section, ModelsOptions.Section, "Retention", "Stores", LogOptions.Section, "Ffmpeg", "Cameras", "Hosting", "Lighthouse", "Leading"]);
        var read = new NodeConfiguration
        {
            Node = OptionsReader.Read<NodeOptions>(configuration, NodeOptions.Section),
            Api = OptionsReader.Read<ApiOptions>(configuration, ApiOptions.Section),
            Cluster = OptionsReader.Read<ClusterOptions>(configuration, ClusterOptions.Section),
            Models = OptionsReader.Read<ModelsOptions>(configuration, ModelsOptions.Section),
            Retention = OptionsReader.Read<RetentionOptions>(configuration, "Retention"),
            Stores = OptionsReader.Read<StoreWatchOptions>(configuration, "Stores"),
            Log = OptionsReader.Read<LogOptions>(configuration, LogOptions.Section),
            Ffmpeg = OptionsReader.Read<FfmpegOptions>(configuration, "Ffmpeg"),
            Cameras = OptionsReader.Read<CameraOptions>(configuration, "Cameras"),
            Hosting = OptionsReader.Read<HostingOptions>(WithNode(configuration), "Hosting"),
        };
        read.Api.Check();
        read.Cluster.Check();
        ClusterStart.CheckAddresses(read.Cluster);
        if (read.Cluster.IsSet) read.Api.CheckAdvertised();
        read.Node.Check();
        foreach (var provider in read.Models.Providers) ModelFolders.Provider(provider);
        return read;
    }

    // Hosting asks for the node's name once more; in a cluster the lighthouse makes the batons.
    private static IConfigurationRoot WithNode(IConfiguration configuration) => new ConfigurationBuilder()
        .AddConfiguration(configuration)
        .AddInMemoryCollection([
            new("Hosting:Node", configuration["Node:Name"] ?? new NodeOptions().Name),
            new("Hosting:SeedBatons", configuration["Hosting:SeedBatons"] ?? (configuration["Cluster:Broker"] is { Length: > 0 } ? "false" : "true")),
        ])
        .Build();
}
