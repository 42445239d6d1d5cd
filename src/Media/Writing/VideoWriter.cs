using Fresnel.Media.Frames;
using Fresnel.Media.Processes;
using Microsoft.Extensions.Logging;

namespace Fresnel.Media.Writing;

/// <summary>
/// Writes I420 pictures with their own times as MP4 (H.264). The file appears under its name only when
/// <see cref="CompleteAsync"/> has finished; without it nothing is left.
/// </summary>
public sealed class VideoWriter : IAsyncDisposable
{
    private VideoWriter(string path) => Path = path;

    /// <summary>The file that will be written.</summary>
    public string Path { get; }

    /// <summary>Starts the encoder.</summary>
    /// <param name="path">The MP4 file; its folder must exist.</param>
    /// <param name="layout">Size of every picture.</param>
    /// <param name="options">How to encode.</param>
    /// <param name="ffmpeg">Where the tools are.</param>
    /// <param name="time">The clock of time limits.</param>
    /// <param name="logger">Where it reports.</param>
    /// <exception cref="MediaException">The folder is missing or ffmpeg is.</exception>
    public static VideoWriter Start(string path, I420Layout layout, VideoWriterOptions options, FfmpegOptions ffmpeg, TimeProvider time, ILogger<VideoWriter> logger) => throw new NotImplementedException();

    /// <summary>Writes one picture; waits while the encoder is busy.</summary>
    /// <param name="i420">Y, U, V without padding.</param>
    /// <param name="streamTime">Its time; must grow from picture to picture.</param>
    /// <param name="cancellationToken">Stops waiting; the file is then spoilt.</param>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> i420, TimeSpan streamTime, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Ends the file and gives it its name.</summary>
    /// <param name="cancellationToken">Gives up; nothing is left.</param>
    public Task CompleteAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Ends the encoder; removes what was not completed.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
