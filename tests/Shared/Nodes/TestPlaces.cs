using System.Diagnostics;

namespace Fresnel.Tests.Nodes;

/// <summary>Where things are: the checkout, the program under test, videos.</summary>
internal static class TestPlaces
{
    /// <summary>The folder that holds Cluster.sln.</summary>
    public static string Checkout => Repository.Root;

    /// <summary>The program, built by the same configuration as the tests.</summary>
    public static string Program { get; } = ProgramOf("Cluster.Node");

    /// <summary>The program of a room.</summary>
    public static string ProgramOf(string room) => Path.Combine(
        Checkout, "src", room, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", $"Fresnel.{room}.dll");

    /// <summary>A new empty folder under the system's temporary one.</summary>
    public static string NewFolder() => Directory.CreateTempSubdirectory("fresnel-node-").FullName;

    /// <summary>A short video: a moving test picture, 5 s at 10 frames a second, 320×240.</summary>
    public static async Task<string> MakeVideoAsync(string folder, string name = "moving.mp4")
    {
        var path = Path.Combine(folder, name);
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardError = true };
        foreach (var argument in new[] { "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=10:duration=5", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", path })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"ffmpeg could not make a test video: {error}");
        return path;
    }
}
