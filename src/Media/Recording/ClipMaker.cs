using Fresnel.Media.Processes;
using Microsoft.Extensions.Logging;

namespace Fresnel.Media.Recording;

/// <summary>Cuts MP4 clips (H.264, 4:2:0, playable while loading) out of recorded segments.</summary>
/// <param name="options">How.</param>
/// <param name="ffmpeg">Where the tools are.</param>
/// <param name="time">The clock of the time limit.</param>
/// <param name="logger">Where it reports.</param>
public sealed class ClipMaker(ClipOptions options, FfmpegOptions ffmpeg, TimeProvider time, ILogger<ClipMaker> logger)
{
    /// <summary>Makes a clip, written under a temporary name and renamed when complete.</summary>
    /// <param name="recordings">The camera's recordings.</param>
    /// <param name="from">Wall clock of the wanted start.</param>
    /// <param name="to">Wall clock of the wanted end.</param>
    /// <param name="path">The MP4 file to write; replaced where it exists.</param>
    /// <param name="cancellationToken">Ends it; nothing is left.</param>
    /// <returns>The clip, or null where nothing of the span was recorded.</returns>
    /// <exception cref="MediaException">ffmpeg failed or the output cannot be written.</exception>
    public Task<Clip?> MakeAsync(RecordingFolder recordings, DateTimeOffset from, DateTimeOffset to, string path, CancellationToken cancellationToken)
    {
        _ = (options, ffmpeg, time, logger);
        throw new NotImplementedException();
    }
}
