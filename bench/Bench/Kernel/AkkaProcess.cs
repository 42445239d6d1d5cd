using System.Diagnostics;
using System.Globalization;

namespace Fresnel.Bench.Kernel;

/// <summary>The same workloads on Akka.NET: the program in <c>bench/Akka</c>, kept running, which answers a line with a figure.</summary>
/// <remarks>It is no part of the solution, so that nothing but this benchmark needs its package.</remarks>
internal sealed class AkkaProcess : IDisposable
{
    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(4);

    private readonly Process process;

    private AkkaProcess(Process process) => this.process = process;

    /// <summary>Builds and starts it; null where it does not restore or build.</summary>
    public static async Task<AkkaProcess?> TryStartAsync(CancellationToken cancel)
    {
        if (Folder() is not { } folder) return null;
        using (var build = Start(folder, "build", "-c", "Release", "-v", "q", "--nologo", "-nodeReuse:false"))
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            patience.CancelAfter(BuildPatience);
            try
            {
                await Task.WhenAll(build.StandardOutput.ReadToEndAsync(patience.Token), build.WaitForExitAsync(patience.Token));
            }
            catch (OperationCanceledException)
            {
                build.Kill(entireProcessTree: true);
                cancel.ThrowIfCancellationRequested();
                return null;
            }

            if (build.ExitCode != 0) return null;
        }

        return new AkkaProcess(Start(folder, Path.Combine("bin", "Release", "net10.0", "Fresnel.Bench.Akka.dll")));
    }

    /// <summary>Runs a workload.</summary>
    /// <exception cref="InvalidOperationException">The program ended.</exception>
    public async Task<double> RunAsync(string workload, int count, CancellationToken cancel)
    {
        await process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{workload} {count}").AsMemory(), cancel);
        await process.StandardInput.FlushAsync(cancel);
        var line = await process.StandardOutput.ReadLineAsync(cancel);
        return line is null
            ? throw new InvalidOperationException($"The Akka.NET side ended in '{workload}'; its output is above.")
            : double.Parse(line, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static Process Start(string folder, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true })
        ?? throw new InvalidOperationException("'dotnet' did not start.");

    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var akka = Path.Combine(folder.FullName, "bench", "Akka");
            if (Directory.Exists(akka)) return akka;
        }

        return null;
    }
}
