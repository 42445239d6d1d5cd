using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fresnel.Media.Recording;

/// <summary>
/// A camera's folder of segments: what is there, of this run and earlier ones, and what may go. The disk is the only
/// record: one folder per run, its segments numbered, each saying its own times, and the wall clock of stream time zero.
/// </summary>
public sealed class RecordingFolder
{
    // A segment's last frame is shown for a while, and its file is written a little late.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, TimeSpan> starts = new(StringComparer.Ordinal);
    private readonly RecordingOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<RecordingFolder> logger;

    /// <summary>Looks after a folder, which need not exist yet.</summary>
    /// <param name="options">Folder and limits.</param>
    /// <param name="time">The clock that ages are measured by; segments carry the times of the file system.</param>
    /// <param name="logger">Where it reports.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public RecordingFolder(RecordingOptions options, TimeProvider time, ILogger<RecordingFolder> logger)
    {
        this.options = Options.Checked(options);
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Segments that overlap a stretch of wall-clock time, oldest first.</summary>
    /// <param name="from">Start.</param>
    /// <param name="to">End.</param>
    public IReadOnlyList<RecordedSegment> Find(DateTimeOffset from, DateTimeOffset to)
    {
        List<RecordedSegment> found = [];
        foreach (var run in Runs())
        {
            if (RecordingRun.ReadOrigin(run) is not { } origin) continue;
            var files = Segments(run);
            for (var i = 0; i < files.Length; i++)
            {
                if (StartOf(files[i]) is not { } start) continue;
                TimeSpan? end = i + 1 < files.Length ? StartOf(files[i + 1]) : null;
                var until = end is { } e ? origin + e : Later(new DateTimeOffset(File.GetLastWriteTimeUtc(files[i])), origin + start + options.SegmentLength) + Slack;
                if (origin + start < to && until > from) found.Add(new RecordedSegment(files[i], run, start, end, origin));
            }
        }

        return [.. found.OrderBy(s => s.Origin + s.Start)];
    }

    /// <summary>Deletes what is too old or too much. Never the newest segment, which is being written.</summary>
    /// <returns>How many segments were deleted.</returns>
    public int Prune()
    {
        var runs = Runs();
        var segments = runs.SelectMany(Segments).Select(path => new FileInfo(path)).ToList();
        var total = segments.Sum(s => s.Length);
        var oldest = time.GetUtcNow().UtcDateTime - options.KeepFor;
        var deleted = 0;
        foreach (var segment in segments.SkipLast(1))
        {
            if (segment.LastWriteTimeUtc >= oldest && total <= options.KeepBytes) break;
            if (!TryDelete(segment.FullName)) continue;
            total -= segment.Length;
            deleted++;
        }

        foreach (var run in runs.SkipLast(1))
        {
            if (Segments(run).Length == 0) TryDeleteRun(run);
        }

        if (deleted > 0) MediaLog.Pruned(logger, deleted, options.Folder);
        return deleted;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static string[] Segments(string run)
    {
        try
        {
            var files = Directory.GetFiles(run, "*.nut");
            Array.Sort(files, StringComparer.Ordinal);
            return files;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private string[] Runs()
    {
        if (!Directory.Exists(options.Folder)) return [];
        var runs = Directory.GetDirectories(Path.GetFullPath(options.Folder));
        Array.Sort(runs, StringComparer.Ordinal);
        return runs;
    }

    private TimeSpan? StartOf(string path)
    {
        if (starts.TryGetValue(path, out var known)) return known;
        using var reader = SegmentReader.TryOpen(path);
        if (reader is null || !reader.TryRead(out var frame)) return null;
        var start = reader.Stream.TimeOf(frame.Pts);
        starts[path] = start;
        return start;
    }

    private bool TryDelete(string path)
    {
        starts.TryRemove(path, out _);
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            MediaLog.PruneFailed(logger, path, e.Message);
            return false;
        }
    }

    private void TryDeleteRun(string run)
    {
        try
        {
            File.Delete(Path.Combine(run, RecordingRun.OriginFile));
            Directory.Delete(run); // only where nothing else is in it
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            MediaLog.PruneFailed(logger, run, e.Message);
        }
    }
}
