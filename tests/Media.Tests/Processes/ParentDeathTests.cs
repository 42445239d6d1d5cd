using System.Globalization;
using Fresnel.Media.Tests.Support;

namespace Fresnel.Media.Tests.Processes;

public sealed class ParentDeathTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("null")] // ffmpeg writes all the time: its pipe breaks
    [InlineData("setpts=N*500/TB")] // ffmpeg sleeps for minutes between two frames and writes nothing: only the signal reaches it
    public async Task Parent_KilledHard_LeavesNoFfmpeg(string times)
    {
        await Tools.MakeAsync(folder["a.mkv"], "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25", "-vf", times, "-fps_mode", "passthrough", "-frames:v", "3", "-c:v", "mjpeg");
        using var helper = Helper.Start("hold", folder["a.mkv"]);
        var ffmpeg = int.Parse((await helper.StandardOutput.ReadLineAsync().WaitAsync(Tools.Generous))!, CultureInfo.InvariantCulture);
        Assert.True(Tools.IsAlive(ffmpeg));
        helper.Kill(); // SIGKILL, this process only
        await helper.WaitForExitAsync();

        await Tools.UntilAsync(() => !Tools.IsAlive(ffmpeg), "ffmpeg gone");
    }

    [Fact]
    public async Task Ffmpeg_HasItsOwnSession_SoThatCtrlCInATerminalIsNotItsBusiness()
    {
        await Tools.MakeAsync(folder["a.mkv"], "-f", "lavfi", "-i", "testsrc2=s=160x120:r=25", "-frames:v", "3", "-c:v", "mjpeg");
        using var helper = Helper.Start("hold", folder["a.mkv"]);
        var ffmpeg = (await helper.StandardOutput.ReadLineAsync().WaitAsync(Tools.Generous))!;

        await Tools.UntilAsync(() => Session(ffmpeg) == ffmpeg, "ffmpeg in a session of its own");
        helper.Kill();
        await helper.WaitForExitAsync();
    }

    // The sixth field of /proc/PID/stat; the second one is in brackets.
    private static string Session(string id) => File.ReadAllText($"/proc/{id}/stat").Split(") ")[1].Split(' ')[3];

    [Fact]
    public async Task Ingest_InSteadyState_AllocatesNextToNothingPerFrame()
    {
        await Tools.MakeAsync(folder["a.avi"], "-f", "lavfi", "-i", "testsrc2=s=640x480:r=25:d=20.2", "-c:v", "mpeg4", "-q:v", "8");
        using var helper = Helper.Start("allocations", folder["a.avi"]);
        var perFrame = double.Parse((await helper.StandardOutput.ReadLineAsync().WaitAsync(Tools.Generous))!, CultureInfo.InvariantCulture);

        // A frame has 460800 bytes. What is left is the runtime's own (tiering, timers).
        Assert.InRange(perFrame, 0, 512);
    }
}
