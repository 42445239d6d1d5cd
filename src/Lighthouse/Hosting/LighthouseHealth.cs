using Fresnel.Journal.Events;
using Fresnel.Service.Api.Contracts;
using Fresnel.Service.Hosting;
using Fresnel.Storage;

namespace Fresnel.Lighthouse.Hosting;

/// <summary>Whether the lighthouse is well, with reasons. One that waits for another to stop leading is.</summary>
public sealed class LighthouseHealth(LighthouseState state, IJournal journal, TimeProvider time) : IServiceHealth
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <inheritdoc />
    public HealthAnswer Live() => HealthAnswer.Of(new HealthCheckAnswer("process", true, $"up {state.Uptime.TotalSeconds:0} s"));

    /// <inheritdoc />
    public HealthAnswer Startup() => HealthAnswer.Of(Name());

    /// <inheritdoc />
    public async Task<HealthAnswer> ReadyAsync(CancellationToken cancellationToken) => HealthAnswer.Of(
        new("broker", state.Connected, state.Connected ? "connected" : "not connected"),
        Name(),
        await JournalAsync(cancellationToken),
        new("leader", true, state.Leads ? "this lighthouse leads" : state.LeaderSeen is { } leader ? $"{leader} leads, or did last" : "nobody is known to lead"));

    private HealthCheckAnswer Name() => new("name", state.HoldsName, state.HoldsName ? "held" : "not held: the broker is away, or still believes in a former process of that name");

    private async Task<HealthCheckAnswer> JournalAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var end = await journal.FindEndAsync(both.Token).AsTask().WaitAsync(both.Token);
            return new HealthCheckAnswer("journal", true, $"at position {end.Position}");
        }
        catch (Exception fault) when (fault is StoreUnavailableException or StoreDamagedException)
        {
            return new HealthCheckAnswer("journal", false, fault.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckAnswer("journal", false, $"no answer within {Limit.TotalSeconds:0} s");
        }
    }
}
