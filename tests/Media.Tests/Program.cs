using System.Globalization;
using Fresnel.Media.Ingest;
using Fresnel.Media.Tests.Support;

namespace Fresnel.Media.Tests;

/// <summary>This assembly as a process: what tests kill and measure from outside.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["hold", var file]:
                // Reads the first frame, says which process ffmpeg is, and stays.
                await using (var ingest = Ingests.Start(file, new IngestOptions { RealTime = true, Loop = true, Overflow = OverflowPolicy.Wait }))
                {
                    (await ingest.NextAsync()).Frame!.Release();
                    await Console.Out.WriteLineAsync(ingest.ProcessId.ToString(CultureInfo.InvariantCulture));
                    await Task.Delay(Timeout.Infinite);
                }

                return 0;
            case ["allocations", var file]:
                await Console.Out.WriteLineAsync((await AllocatedPerFrameAsync(file)).ToString(CultureInfo.InvariantCulture));
                return 0;
            default:
                await Console.Error.WriteLineAsync("hold FILE | allocations FILE");
                return 2;
        }
    }

    private static async Task<double> AllocatedPerFrameAsync(string file)
    {
        await using var ingest = Ingests.Start(file);
        using var source = new CancellationTokenSource();
        for (var i = 0; i < 100; i++) (await ingest.ReadAsync(source.Token)).Frame!.Release();
        var least = double.MaxValue;
        for (var window = 0; window < 4; window++)
        {
            // The pool may still grow by a frame in one window or another; what a frame costs shows in all of them.
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < 100; i++) (await ingest.ReadAsync(source.Token)).Frame!.Release();
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / 100.0);
        }

        return least;
    }
}
