using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Sessions;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Clustering.Lighthouse;

/// <summary>
/// Who leads: a lease in the journal. A leader stops leading by its own steady clock, when it could not renew in time; two
/// leaders would do no harm, as a baton made twice has two generations.
/// </summary>
internal sealed class LighthouseLease(HostContext host, ILeaseStore leases, LighthouseOptions options)
{
    /// <summary>The lease's name in the journal.</summary>
    public const string Name = "lighthouse";

    private readonly Lock gate = new();
    private LeaseRecord? current;
    private long takenAt;

    /// <summary>The lease as it was last read, or null.</summary>
    public LeaseRecord? Current
    {
        get
        {
            lock (gate) return current;
        }
    }

    /// <summary>Whether this process leads.</summary>
    public bool IsHeld
    {
        get
        {
            lock (gate) return current is { Held: true } lease && lease.Holder == host.Owner && host.Time.GetElapsedTime(takenAt) < options.LeaseLength;
        }
    }

    /// <summary>Takes or renews it until cancelled; then gives it up.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var led = false;
        while (!stop.IsCancellationRequested)
        {
            var trouble = await TryAsync(stop).ConfigureAwait(false);
            if (led != IsHeld)
            {
                led = !led;
                if (led) ClusteringLog.Leads(host.Logger, host.Owner, Current!.Epoch);
                else ClusteringLog.LeadsNoMore(host.Logger, host.Owner, trouble ?? $"{Current?.Holder} does");
            }

            await Pauses.WaitAsync(options.RenewEvery, host.Time, stop).ConfigureAwait(false);
        }

        if (!IsHeld) return;
        lock (gate) current = null;
        try
        {
            await leases.ReleaseLeaseAsync(Name, host.Owner, CancellationToken.None).AsTask().WaitAsync(options.RenewEvery, host.Time, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // An edge: a lease that cannot be given up ends by itself.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            ClusteringLog.LeadsNoMore(host.Logger, host.Owner, fault.Message);
        }
    }

    /// <returns>The journal's trouble, or null.</returns>
    private async Task<string?> TryAsync(CancellationToken stop)
    {
        var asked = host.Time.GetTimestamp();
        try
        {
            var lease = await leases.TakeLeaseAsync(Name, host.Owner, options.LeaseLength, stop).AsTask()
                .WaitAsync(options.RenewEvery, host.Time, stop).ConfigureAwait(false);
            lock (gate) (current, takenAt) = (lease, asked);
            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return "it stops";
        }
#pragma warning disable CA1031 // An edge: whatever the journal's trouble is, it is asked again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return fault.Message;
        }
    }
}
