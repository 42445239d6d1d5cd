using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fresnel.Media.Processes;

namespace Fresnel.Media.Tests.Support;

/// <summary>ffmpeg and ffprobe as the tests' own means of making and checking files.</summary>
internal static class Tools
{
    public static readonly TimeSpan Generous = TimeSpan.FromSeconds(90);

    public static FfmpegOptions Ffmpeg { get; } = new();

    /// <summary>Runs a program to its end; throws with what it said where it fails.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Generous);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await error}");
        return await output;
    }

    public static Task MakeAsync(string path, params string[] arguments) => RunAsync("ffmpeg", ["-hide_banner", "-loglevel", "error", "-y", .. arguments, path]);

    /// <summary>Showing times of a file's decoded frames, in seconds from the first of the stream, as ffprobe sees them.</summary>
    public static async Task<List<double>> FrameTimesAsync(string path)
    {
        var text = await RunAsync("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "frame=best_effort_timestamp_time", "-of", "csv=p=0", path);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line.Trim().TrimEnd(','), CultureInfo.InvariantCulture))];
    }

    public static async Task<string> EntryAsync(string path, string entries)
    {
        var text = await RunAsync("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", entries, "-of", "csv=p=0", path);
        return text.Trim().TrimEnd(',');
    }

    public static async Task<double> DurationAsync(string path) => double.Parse(await EntryAsync(path, "format=duration"), CultureInfo.InvariantCulture);

    /// <summary>True while a process of this id exists and is no zombie.</summary>
    public static bool IsAlive(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static string CommandLine(int processId) => Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{processId}/cmdline")).Replace('\0', ' ');

    /// <summary>Waits for a condition, with a generous limit.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Generous) throw new TimeoutException($"Waited in vain: {what}");
            await Task.Delay(20);
        }
    }
}
