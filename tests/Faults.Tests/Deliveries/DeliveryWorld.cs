using Fresnel.Clustering.Broker;
using Fresnel.Journal.Events;
using Fresnel.Storage.Observations;

namespace Fresnel.Faults.Tests.Deliveries;

/// <summary>What the nodes of a test share; disposed of with it.</summary>
/// <param name="Broker">Their broker.</param>
/// <param name="Journal">Their journal.</param>
/// <param name="Observations">What was seen: nothing.</param>
/// <param name="Owned">What else goes with it, after the others.</param>
internal sealed record DeliveryWorld(IBroker Broker, IJournal Journal, IObservationStore Observations, params IAsyncDisposable[] Owned) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        foreach (var owned in Owned) await owned.DisposeAsync();
    }
}
