namespace Fresnel.Media.Recording;

/// <summary>The segments that one ffmpeg process writes, in a folder of its own, and when its stream time began.</summary>
public sealed class RecordingRun
{
    internal RecordingRun(string folder) => Folder = folder;

    /// <summary>The run's folder.</summary>
    public string Folder { get; }

    /// <summary>Wall clock of stream time zero; null before the first frame.</summary>
    public DateTimeOffset? Origin { get; internal set; }
}
