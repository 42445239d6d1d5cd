using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Tests.Hog;

/// <summary>Frames of vtest.avi, 768 × 576, as ffmpeg decodes them.</summary>
internal static class TestVideo
{
    public static async Task<Frame> FrameAsync(int number)
    {
        var select = string.Create(CultureInfo.InvariantCulture, $"select=eq(n\\,{number})");
        string[] arguments = ["-v", "error", "-nostdin", "-i", DemoVideo.FilePath, "-vf", select, "-frames:v", "1", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"];
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardOutput = true })!;
        var frame = TestPicture.Empty(768, 576);
        await ffmpeg.StandardOutput.BaseStream.ReadExactlyAsync(MemoryMarshal.AsMemory(frame.Data));
        await ffmpeg.WaitForExitAsync();
        return frame;
    }
}
