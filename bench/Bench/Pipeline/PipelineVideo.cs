using System.Diagnostics;

namespace Fresnel.Bench.Pipeline;

/// <summary>Videos made by ffmpeg for a run: H.264, the same on every machine.</summary>
internal static class PipelineVideo
{
    /// <summary>A moving test picture, 10 s at 25 frames a second.</summary>
    public static Task<string> MovingAsync(string folder, int width, int height, CancellationToken cancel) =>
        MakeAsync(folder, "moving", $"testsrc2=size={width}x{height}:rate=25:duration=10", cancel);

    /// <summary>A picture in which nothing moves but the noise of a sensor, 20 s: a few megabits a second, as cameras send.</summary>
    public static Task<string> StillAsync(string folder, int width, int height, int fps, CancellationToken cancel) =>
        MakeAsync(folder, $"still-{height}-{fps}", $"smptebars=size={width}x{height}:rate={fps}:duration=20,noise=alls=6:allf=t", cancel);

    private static async Task<string> MakeAsync(string folder, string name, string picture, CancellationToken cancel)
    {
        var path = Path.Combine(folder, $"{name}.mp4");
        if (File.Exists(path)) return path;
        string[] arguments = ["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", picture, "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", "50", path];
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardError = true }) ?? throw new InvalidOperationException("ffmpeg did not start");
        var words = await process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? path : throw new InvalidOperationException($"ffmpeg could not make {name}: {words}");
    }
}
