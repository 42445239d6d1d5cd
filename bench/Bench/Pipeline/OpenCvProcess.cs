using System.Diagnostics;
using System.Globalization;
using Fresnel.Tests;

namespace Fresnel.Bench.Pipeline;

/// <summary>Python with OpenCV as one child process that holds the frames, so that nothing but its search is timed.</summary>
internal sealed class OpenCvProcess : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly Process process;

    private OpenCvProcess(Process process, int frames, string version) => (this.process, Frames, Version) = (process, frames, version);

    /// <summary>Frames it holds.</summary>
    public int Frames { get; }

    /// <summary>OpenCV's version.</summary>
    public string Version { get; }

    /// <summary>Starts it with every <paramref name="every"/>-th frame of a video; null where Debian's python3-opencv is not installed.</summary>
    public static async Task<OpenCvProcess?> StartAsync(string video, int every, CancellationToken cancel)
    {
        if (!File.Exists(Python)) return null;
        var script = Path.Combine(Repository.Root, "bench", "Bench", "Pipeline", "detect_multi_scale.py");
        var start = new ProcessStartInfo(Python, [script, video, every.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{Python} did not start");
        process.ErrorDataReceived += static (_, _) => { }; // read, so that it never waits for a reader
        process.BeginErrorReadLine();
        var words = (await process.StandardOutput.ReadLineAsync(cancel))?.Split(' ');
        if (words is ["ready", var frames, var version]) return new OpenCvProcess(process, int.Parse(frames, CultureInfo.InvariantCulture), version);
        await process.WaitForExitAsync(cancel);
        process.Dispose();
        return null;
    }

    /// <summary>Searches all its frames.</summary>
    /// <returns>Mean milliseconds of a frame, and people found.</returns>
    public async Task<(double Milliseconds, int Found)> SearchAsync(int threads, CancellationToken cancel)
    {
        await process.StandardInput.WriteLineAsync(threads.ToString(CultureInfo.InvariantCulture).AsMemory(), cancel);
        await process.StandardInput.FlushAsync(cancel);
        var words = (await process.StandardOutput.ReadLineAsync(cancel) ?? throw new InvalidOperationException("OpenCV's process ended")).Split(' ');
        return (double.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close(); // it ends with its input
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
