using Microsoft.Extensions.Logging;

namespace Fresnel.Media.Recording;

/// <summary>A camera's folder of segments: what is there, of this run and earlier ones, and what may go.</summary>
/// <param name="options">Folder and limits.</param>
/// <param name="time">The clock that ages are measured by.</param>
/// <param name="logger">Where it reports.</param>
public sealed class RecordingFolder(RecordingOptions options, TimeProvider time, ILogger<RecordingFolder> logger)
{
    /// <summary>Segments that overlap a stretch of wall-clock time, oldest first.</summary>
    /// <param name="from">Start.</param>
    /// <param name="to">End.</param>
    public IReadOnlyList<RecordedSegment> Find(DateTimeOffset from, DateTimeOffset to) => throw new NotImplementedException();

    /// <summary>Deletes what is too old or too much. Never the segment being written.</summary>
    /// <returns>How many segments were deleted.</returns>
    public int Prune()
    {
        _ = (options, time, logger);
        throw new NotImplementedException();
    }
}
