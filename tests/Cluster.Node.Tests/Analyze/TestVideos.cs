using System.Diagnostics;

namespace Fresnel.Cluster.Node.Tests.Analyze;

/// <summary>Short videos, made from Debian's vtest.avi (people walking) with ffmpeg.</summary>
internal static class TestVideos
{
    /// <summary>Makes a video of the part of the picture where most people walk.</summary>
    /// <param name="path">The file; its extension chooses the container.</param>
    /// <param name="frames">Its length.</param>
    /// <param name="arguments">Further arguments of ffmpeg's output; the last <c>-vf</c> may use the cut picture.</param>
    /// <param name="filter">A filter after the cut.</param>
    public static async Task<string> MakeAsync(string path, int frames, string arguments = "-c:v mpeg4 -q:v 3 -bf 0", string filter = "null")
    {
        string[] all = ["-y", "-v", "error", "-i", DemoVideo.FilePath, "-vf", $"crop=320:288:320:60,{filter}", "-frames:v", $"{frames}", .. arguments.Split(' '), path];
        await RunAsync("ffmpeg", all);
        return path;
    }

    /// <summary>Cuts a file off in the middle.</summary>
    public static string Truncate(string path, string truncated)
    {
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(truncated, bytes[..(bytes.Length / 2)]);
        return truncated;
    }

    /// <summary>Frame times in seconds, as ffprobe reads them.</summary>
    public static async Task<double[]> TimesAsync(string path)
    {
        var text = await RunAsync("ffprobe", ["-v", "error", "-select_streams", "v:0", "-show_entries", "frame=best_effort_timestamp_time", "-of", "csv=p=0", path]);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line.TrimEnd(','), System.Globalization.CultureInfo.InvariantCulture))];
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} failed: {error}");
    }
}
