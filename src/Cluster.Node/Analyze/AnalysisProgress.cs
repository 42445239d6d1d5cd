using System.Globalization;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>How far an analysis has come. Written by one task, read by another.</summary>
/// <param name="time">Measures the rate.</param>
/// <param name="expected">Frames there will be, or null where the container does not say.</param>
internal sealed class AnalysisProgress(TimeProvider time, long? expected)
{
    private long began = time.GetTimestamp();
    private long done;
    private long resumed;

    /// <summary>Frames there will be, or null where the container does not say.</summary>
    public long? Expected { get; } = expected;

    /// <summary>Frames finished, those of an earlier run included.</summary>
    public long Done => Interlocked.Read(ref done);

    /// <summary>Time since <see cref="Begin"/>.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(Interlocked.Read(ref began));

    /// <summary>Frames a second in this run; 0 before the first.</summary>
    public double Rate => Elapsed.TotalSeconds is > 0 and var seconds ? (Done - Interlocked.Read(ref resumed)) / seconds : 0;

    /// <summary>Time left at the present rate, or null while unknown.</summary>
    public TimeSpan? Left => Expected is { } all && Rate is > 0 and var rate && Done <= all ? TimeSpan.FromSeconds(Math.Min((all - Done) / rate, 1e7)) : null;

    /// <summary>Starts measuring, after the frames of an earlier run.</summary>
    /// <param name="frames">How many those are.</param>
    public void Begin(long frames)
    {
        Interlocked.Exchange(ref began, time.GetTimestamp());
        Interlocked.Exchange(ref resumed, frames);
        Interlocked.Exchange(ref done, frames);
    }

    /// <summary>Counts one frame.</summary>
    public void Step() => Interlocked.Increment(ref done);

    /// <summary>One line: frame, rate, time left.</summary>
    public override string ToString()
    {
        var of = Expected is { } all ? string.Create(CultureInfo.InvariantCulture, $" of {all}") : "";
        var left = Left is { } span ? $", {Text(span)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"frame {Done}{of}, {Rate:F1} frames/s{left}");
    }

    /// <summary>A length of time as <c>1:02:03</c> or <c>2:03</c>.</summary>
    public static string Text(TimeSpan span)
    {
        var seconds = (long)Math.Ceiling(span.TotalSeconds);
        return seconds >= 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:D2}:{seconds % 60:D2}")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:D2}");
    }
}
