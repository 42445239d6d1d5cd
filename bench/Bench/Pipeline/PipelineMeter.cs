using System.Diagnostics;

namespace Fresnel.Bench.Pipeline;

/// <summary>Takes the time and the memory of a run between two of its frames.</summary>
/// <param name="warmUp">Frames before the measurement begins.</param>
internal sealed class PipelineMeter(int warmUp)
{
    private long began;
    private long allocated;
    private long resident;

    /// <summary>Called before each frame is worked on, with its number from 0.</summary>
    public void OnFrame(long number)
    {
        if (number != warmUp) return;
        resident = Environment.WorkingSet;
        allocated = GC.GetTotalAllocatedBytes(precise: true);
        began = Stopwatch.GetTimestamp();
    }

    /// <summary>Called when the last of <paramref name="frames"/> is done.</summary>
    public PipelineFigures End(long frames)
    {
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var measured = (double)(frames - warmUp);
        return new PipelineFigures(measured / seconds, bytes / measured, resident, Environment.WorkingSet);
    }
}
