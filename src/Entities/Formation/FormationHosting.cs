using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Formation;

/// <summary>Configures an actor system as a member of the cluster.</summary>
public static class FormationHosting
{
    /// <summary>Registers the formation of this process and its standing. The host closes it after the actor system.</summary>
    /// <param name="services">
    /// The services of the host. Loggers, <see cref="IProcessEnd"/> and <see cref="TimeProvider"/> are taken from it, if registered.
    /// </param>
    /// <param name="options">How the process takes part; checked when the formation is first used.</param>
    public static IServiceCollection AddFormation(this IServiceCollection services, FormationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return services
            .AddSingleton(provider => new NodeFormation(
                options, provider.GetService<ILoggerFactory>(), provider.GetService<IProcessEnd>(), provider.GetService<TimeProvider>()))
            .AddSingleton(provider => provider.GetRequiredService<NodeFormation>().Standing);
    }

    /// <summary>
    /// Configures remoting over mutual TLS, cluster, sharding, downing and the lease, and makes the system join: an embedded node joins
    /// itself, others find the cluster through the database. Persistence and serializers are configured elsewhere; the serializer must
    /// know the messages of <see cref="FormationMessages"/>.
    /// </summary>
    /// <param name="builder">The builder of the actor system, whose name must be <see cref="FormationOptions.SystemName"/>.</param>
    /// <param name="formation">
    /// The formation of the process: the one that <see cref="AddFormation"/> registered, or another, which the caller disposes of after
    /// the system has ended.
    /// </param>
    public static AkkaConfigurationBuilder WithFormation(this AkkaConfigurationBuilder builder, NodeFormation formation)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(formation);
        return builder
            .AddHocon(ClusterSettings.Of(formation.Options), HoconAddMode.Prepend)
            .AddSetup(new FormationSetup(formation))
            .AddSetup(formation.Certificates.RemotingSetup(formation.Logger))
            .AddStartup((system, _) =>
            {
                if (system.Name != formation.Options.SystemName)
                    throw new InvalidOperationException(
                        $"The actor system is named '{system.Name}', Formation:SystemName '{formation.Options.SystemName}'.");
                var protocol = Akka.Cluster.Cluster.Get(system).SelfAddress.Protocol; // akka.ssl.tcp
                if (!protocol.Split('.').Contains("ssl"))
                    throw new InvalidOperationException($"Remoting is not encrypted: its protocol is {protocol}.");
                new FormationService(formation, system).Start();
            });
    }
}
