using System.Globalization;

namespace Fresnel.Faults.Tests.Clocks;

/// <summary>
/// The wall clock of a process and of whatever it starts, set while they run (libfaketime, preloaded). The monotonic clock
/// stays as it is, as when an administrator sets the time.
/// </summary>
internal sealed class FakeClock(string file)
{
    /// <summary>The library; null where it is not installed.</summary>
    public static string? Library { get; } = Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
        : null;

    private TimeSpan offset;

    /// <summary>What the process sees now, to within the second after which it looks at the file again.</summary>
    public DateTimeOffset Now => TimeProvider.System.GetUtcNow() + offset;

    /// <summary>For the environment of the process.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library!,
        ["FAKETIME_TIMESTAMP_FILE"] = file,
        ["FAKETIME_CACHE_DURATION"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };

    /// <summary>Sets it: ahead of the true time, or behind.</summary>
    public void Set(TimeSpan ahead)
    {
        offset = ahead;
        File.WriteAllText($"{file}.next", string.Create(CultureInfo.InvariantCulture, $"{ahead.TotalSeconds:+0;-0;+0}\n"));
        File.Move($"{file}.next", file, overwrite: true);
    }
}

/// <summary>A test that sets the clock of a process; visibly skipped where libfaketime is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FakeClockFactAttribute : FactAttribute
{
    public FakeClockFactAttribute()
    {
        if (FakeClock.Library is null || DemoVideo.Source is null) Skip = "needs libfaketime (Debian's faketime) and vtest.avi of Debian's opencv-doc";
    }
}
