using System.Diagnostics;
using System.Runtime.InteropServices;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Tests.Support;

/// <summary>Frames for tests: decoded by ffmpeg, or made of numbers.</summary>
internal static class Pictures
{
    /// <summary>A picture file as I420, BT.601 limited range.</summary>
    public static async Task<Frame> LoadAsync(string file, int width, int height)
    {
        var frame = new FramePool(new I420Layout(width, height), 1).TryRent()!;
        var bytes = await DecodeAsync(file, width, height, "yuv420p");
        Assert.Equal(frame.Layout.ByteCount, bytes.Length);
        bytes.CopyTo(MemoryMarshal.AsMemory(frame.Data));
        return frame;
    }

    /// <summary>A picture file as interleaved RGB bytes, as ffmpeg decodes it.</summary>
    public static Task<byte[]> LoadRgbAsync(string file, int width, int height) => DecodeAsync(file, width, height, "rgb24");

    /// <summary>A frame of pseudo-random bytes, smooth enough that resizing matters.</summary>
    public static Frame Random(int width, int height, int seed)
    {
        var frame = new FramePool(new I420Layout(width, height), 1).TryRent()!;
        var bytes = MemoryMarshal.AsMemory(frame.Data).Span;
        new Random(seed).NextBytes(bytes);
        return frame;
    }

    /// <summary>A grey frame of one luma: 16 is black, 235 white.</summary>
    public static Frame Filled(int width, int height, byte luma)
    {
        var frame = new FramePool(new I420Layout(width, height), 1).TryRent()!;
        var bytes = MemoryMarshal.AsMemory(frame.Data).Span;
        bytes.Fill(128);
        bytes[..(width * height)].Fill(luma);
        return frame;
    }

    private static async Task<byte[]> DecodeAsync(string file, int width, int height, string format)
    {
        var scale = $"scale={width}:{height}:flags=bicubic+accurate_rnd+full_chroma_int";
        if (format == "yuv420p") scale += ":out_range=tv:out_color_matrix=bt601";
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", "-i", file, "-vf", scale, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", format, "-"])
        {
            RedirectStandardOutput = true,
        })!;
        using var bytes = new MemoryStream();
        await ffmpeg.StandardOutput.BaseStream.CopyToAsync(bytes);
        await ffmpeg.WaitForExitAsync();
        Assert.Equal(0, ffmpeg.ExitCode);
        return bytes.ToArray();
    }
}
