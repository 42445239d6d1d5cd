using System.Diagnostics.Metrics;

namespace Fresnel.Service.Telemetry;

/// <summary>What every process says of itself.</summary>
public static class ProcessInstruments
{
    /// <summary>Adds start time, processor time, memory and threads to a meter.</summary>
    public static void Add(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var started = new DateTimeOffset(process.StartTime.ToUniversalTime(), TimeSpan.Zero).ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableGauge("process_start_time", () => started, "s", "Start of the process, Unix time.");
        meter.CreateObservableCounter("process_cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time, user and system.");
        meter.CreateObservableGauge("process_resident_memory", () => Environment.WorkingSet, "By", "Memory in use.");
        meter.CreateObservableGauge("process_threads", () => ThreadPool.ThreadCount, description: "Threads of the pool.");
    }
}
