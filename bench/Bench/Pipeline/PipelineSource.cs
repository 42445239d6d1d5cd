using Fresnel.Media.Ingest;

namespace Fresnel.Bench.Pipeline;

/// <summary>The frames of a run: a file, again and again, as fast as they are taken.</summary>
/// <param name="Video">The file.</param>
/// <param name="Frames">How many frames.</param>
/// <param name="WarmUp">How many of them come before the measurement.</param>
internal sealed record PipelineSource(string Video, int Frames, int WarmUp)
{
    /// <summary>How ffmpeg is asked for them; the baseline asks in the same words.</summary>
    public IngestOptions Options => new() { Loop = true, FrameLimit = Frames, Overflow = OverflowPolicy.Wait, DecoderThreads = 1 };
}
