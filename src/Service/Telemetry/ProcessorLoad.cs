namespace Fresnel.Service.Telemetry;

/// <summary>How busy the process keeps the machine's processors.</summary>
public sealed class ProcessorLoad(TimeProvider time)
{
    private readonly Lock gate = new();
    private long at = time.GetTimestamp();
    private TimeSpan used = Environment.CpuUsage.TotalTime;
    private double last;

    /// <summary>Processor time used since it was asked before, of all cores: 0 to 1. Asked again within a quarter of a second it says the same.</summary>
    public double Read()
    {
        lock (gate)
        {
            var elapsed = time.GetElapsedTime(at);
            if (elapsed < TimeSpan.FromMilliseconds(250)) return last;
            var now = Environment.CpuUsage.TotalTime;
            last = Math.Clamp((now - used) / elapsed / Environment.ProcessorCount, 0, 1);
            (at, used) = (time.GetTimestamp(), now);
            return last;
        }
    }
}
