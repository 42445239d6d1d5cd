using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Fresnel.Bench.Journal;

/// <summary>How long the disk itself takes: a page written behind the last one and fdatasync, which is what SQLite calls.</summary>
internal static partial class DiskSync
{
    private const int PageSize = 4096;

    /// <summary>Measures.</summary>
    /// <param name="path">A file that does not exist.</param>
    /// <param name="count">How many times.</param>
    /// <returns>The times, in milliseconds.</returns>
    public static double[] Measure(string path, int count)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        var page = new byte[PageSize];
        new Random(1).NextBytes(page);
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, page, (long)i * PageSize);
            if (Sync((int)file.DangerousGetHandle()) != 0) throw new IOException($"fdatasync failed: {Marshal.GetLastPInvokeErrorMessage()}.");
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    /// <summary>Waits without the millisecond that a timer adds.</summary>
    public static void Pause(TimeSpan time) => _ = Sleep((uint)time.TotalMicroseconds);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
