using System.Globalization;

namespace Fresnel.Media.Recording;

/// <summary>The segments that one ffmpeg process writes, in a folder of its own, and when its stream time began.</summary>
public sealed class RecordingRun
{
    internal const string OriginFile = "origin";
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Noteworthy = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Astray = TimeSpan.FromSeconds(10);
    private readonly bool followsClock;
    private long originTicks;

    private RecordingRun(string folder, bool followsClock)
    {
        Folder = folder;
        this.followsClock = followsClock;
    }

    /// <summary>The run's folder.</summary>
    public string Folder { get; }

    /// <summary>Wall clock of stream time zero; null before the first frame.</summary>
    public DateTimeOffset? Origin => Interlocked.Read(ref originTicks) is not 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Makes the folder of a new run. Folders sort by the time of their start.</summary>
    internal static RecordingRun Begin(RecordingOptions options, TimeProvider time, bool followsClock)
    {
        var name = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        try
        {
            var folder = Path.GetFullPath(Path.Combine(options.Folder, name));
            for (var i = 2; Directory.Exists(folder); i++) folder = Path.GetFullPath(Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{i}")));
            Directory.CreateDirectory(folder);
            return new RecordingRun(folder, followsClock);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MediaException(MediaErrorCode.OutputFailed, $"The recording folder '{options.Folder}' cannot be made: {e.Message}", e);
        }
    }

    /// <summary>Reads the origin that a run left on disk, or null.</summary>
    internal static DateTimeOffset? ReadOrigin(string runFolder)
    {
        var file = Path.Combine(runFolder, OriginFile);
        try
        {
            return File.Exists(file) && DateTimeOffset.TryParseExact(File.ReadAllText(file), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var origin) ? origin : null;
        }
        catch (IOException)
        {
            return null; // it is being replaced: the next look finds it
        }
    }

    // A server often begins with frames it had kept: the first comes late by its own time. The earliest of the first
    // seconds is nearest to the truth. Later, only a clock that was set, or streams that ran that far ahead or behind, move
    // it: what was recorded before is then found at the wrong time, what comes is found at the right one.
    internal void Observe(DateTimeOffset at, TimeSpan streamTime)
    {
        var known = Interlocked.Read(ref originTicks);
        if (known != 0 && !followsClock) return;
        var origin = at.UtcDateTime - streamTime;
        var earlier = TimeSpan.FromTicks(known - origin.Ticks);
        if (known != 0 && earlier.Duration() < Astray && (streamTime > Settling || earlier < Noteworthy)) return;
        Interlocked.Exchange(ref originTicks, origin.Ticks);
        var file = Path.Combine(Folder, OriginFile);
        try
        {
            File.WriteAllText(file + ".part", new DateTimeOffset(origin, TimeSpan.Zero).ToString("O", CultureInfo.InvariantCulture));
            File.Move(file + ".part", file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk: ffmpeg's own writing fails next to it and ends the ingest with its words.
        }
    }
}
