using System.Diagnostics;
using System.Runtime.InteropServices;
using Fresnel.Bench.Measuring;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Sessions;
using Fresnel.Media.Frames;
using Fresnel.Tests;

namespace Fresnel.Bench.Pipeline;

/// <summary>The shipped model per frame of vtest.avi against OpenCV's <c>detectMultiScale</c> with the same settings, frames and threads.</summary>
internal sealed class PeopleHogAgainstOpenCv(BenchRun run)
{
    private const string Model = "people-hog";
    private const int Every = 40;
    private static readonly I420Layout Layout = new(768, 576);

    /// <summary>Measures with both cores, and with one thread each.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var all = Environment.ProcessorCount;
        var rows = new[] { (Name: "people-hog a frame against OpenCV", Threads: all, Goal: (double?)1.0), ("people-hog a frame against OpenCV, one thread", 1, null) };
        if (!rows.Any(row => run.Wants(row.Name))) return;
        if (DemoVideo.Source is not { } video)
        {
            run.Note($"people-hog against OpenCV is left out: {DemoVideo.Missing}");
            return;
        }

        await using var openCv = await OpenCvProcess.StartAsync(video, Every, cancel);
        if (openCv is null)
        {
            run.Note("people-hog against OpenCV is left out: needs Debian's python3-opencv");
            return;
        }

        var frames = await FramesAsync(video, cancel);
        foreach (var (name, threads, goal) in rows)
        {
            if (!run.Wants(name)) continue;
            await using var catalog = new DetectorCatalog(PipelineModels.Shipped(), TimeProvider.System);
            await using var detector = await catalog.OpenAsync(Model, new DetectorOptions { Session = new ModelSessionOptions { Threads = threads } }, cancel);
            var found = (Theirs: 0, Ours: 0);
            await run.CompareAsync(
                new Measure(name, "ms", Better.Lower, goal),
                async ct =>
                {
                    var (milliseconds, people) = await openCv.SearchAsync(threads, ct);
                    found.Theirs = people;
                    return milliseconds;
                },
                async ct =>
                {
                    var (milliseconds, people) = await SearchAsync(detector, frames, ct);
                    found.Ours = people;
                    return milliseconds;
                },
                cancel);
            run.Note($"{name}: {openCv.Frames} frames of vtest.avi on {threads} threads, OpenCV {openCv.Version}; people found: {found.Ours}, OpenCV {found.Theirs}; OpenCV is handed BGR, ours includes the conversion from I420");
        }
    }

    private static async Task<(double Milliseconds, int Found)> SearchAsync(IDetector detector, Frame[] frames, CancellationToken cancel)
    {
        var results = new List<Detected>();
        var found = 0;
        var begun = Stopwatch.GetTimestamp();
        foreach (var frame in frames)
        {
            await detector.DetectAsync(frame, InferenceClass.Batch, Timeout.InfiniteTimeSpan, results, cancel);
            found += results.Count;
        }

        return (Stopwatch.GetElapsedTime(begun).TotalMilliseconds / frames.Length, found);
    }

    private static async Task<Frame[]> FramesAsync(string video, CancellationToken cancel)
    {
        string[] arguments = ["-v", "error", "-nostdin", "-i", video, "-vf", $"select=not(mod(n\\,{Every}))", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"];
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException("ffmpeg did not start");
        using var bytes = new MemoryStream();
        await ffmpeg.StandardOutput.BaseStream.CopyToAsync(bytes, cancel);
        await ffmpeg.WaitForExitAsync(cancel);
        var count = (int)(bytes.Length / Layout.ByteCount);
        var pool = new FramePool(Layout, count);
        var frames = new Frame[count];
        for (var index = 0; index < count; index++)
        {
            frames[index] = pool.TryRent() ?? throw new InvalidOperationException("the pool is too small");
            bytes.GetBuffer().AsSpan(index * Layout.ByteCount, Layout.ByteCount).CopyTo(MemoryMarshal.AsMemory(frames[index].Data).Span);
        }

        return frames;
    }
}
