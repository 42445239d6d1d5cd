namespace Fresnel.Media.Recording;

/// <summary>One recorded file. It begins with a key frame.</summary>
/// <param name="Path">The file.</param>
/// <param name="Run">The folder of the ffmpeg run that wrote it.</param>
/// <param name="Start">Stream time of its first picture.</param>
/// <param name="End">Stream time of its end; null while it is being written, or where the run was killed.</param>
/// <param name="Origin">Wall clock of stream time zero of its run.</param>
public sealed record RecordedSegment(string Path, string Run, TimeSpan Start, TimeSpan? End, DateTimeOffset Origin);
