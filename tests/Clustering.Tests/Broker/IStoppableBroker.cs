namespace Fresnel.Clustering.Tests.Broker;

/// <summary>A broker under test that can be stopped and started again; what is in its durable queues stays.</summary>
public interface IStoppableBroker
{
    Task StopAsync();

    Task StartAsync();
}
