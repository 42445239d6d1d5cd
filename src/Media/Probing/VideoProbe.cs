using Fresnel.Media.Processes;
using Fresnel.Media.Sources;
using Microsoft.Extensions.Logging;

namespace Fresnel.Media.Probing;

/// <summary>Asks ffprobe what a source is.</summary>
/// <param name="options">Where the tools are.</param>
/// <param name="time">The clock of the time limit.</param>
/// <param name="logger">Where it reports.</param>
public sealed class VideoProbe(FfmpegOptions options, TimeProvider time, ILogger<VideoProbe> logger)
{
    /// <summary>Probes a source.</summary>
    /// <param name="source">The file or stream.</param>
    /// <param name="cancellationToken">Ends ffprobe.</param>
    /// <exception cref="MediaException">The source cannot be read as video; one line, with a stable code.</exception>
    public Task<VideoInfo> ProbeAsync(VideoSource source, CancellationToken cancellationToken)
    {
        _ = (options, time, logger);
        throw new NotImplementedException();
    }
}
