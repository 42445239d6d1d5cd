using System.IO.Compression;
using System.Text;
using Fresnel.Media;
using Fresnel.Media.Probing;
using Fresnel.Media.Processes;
using Fresnel.Media.Sources;
using Fresnel.Messages;
using Fresnel.Service.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fresnel.Cluster.Node.Demo;

/// <summary>The video that the demo replays.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Camera">The name of the camera that replays it.</param>
internal sealed record DemoVideo(string Path, string Camera)
{
    private static readonly string[] Places =
    [
        "/usr/share/doc/opencv-doc/examples/data/vtest.avi",
        "/usr/share/opencv4/samples/data/vtest.avi",
        "/usr/share/doc/opencv-doc/examples/data/vtest.avi.gz",
    ];

    /// <summary>The one asked for, or <c>vtest.avi</c> of Debian's opencv-doc.</summary>
    /// <exception cref="UserErrorException">It is not there.</exception>
    public static DemoVideo Find(string? asked)
    {
        if (asked is not null)
        {
            var full = System.IO.Path.GetFullPath(asked);
            if (Directory.Exists(full)) throw new UserErrorException($"'{EntityId.Printable(asked)}' is a folder: --video takes a video file.", ExitCodes.Input);
            return File.Exists(full)
                ? new DemoVideo(full, NameOf(full))
                : throw new UserErrorException($"the video '{EntityId.Printable(asked)}' does not exist.", ExitCodes.Input);
        }

        return Places.FirstOrDefault(File.Exists) is { } found
            ? new DemoVideo(found, "vtest")
            : throw new UserErrorException(
                "the demo's video vtest.avi is not installed: on Debian run 'apt-get install opencv-doc', or name another one with --video FILE.", ExitCodes.Input);
    }

    /// <summary>Makes sure that it is a video before anything is made for it; one that is packed is the one of Debian.</summary>
    /// <exception cref="MediaException">It is not.</exception>
    public async Task CheckAsync(FfmpegOptions ffmpeg, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Path.EndsWith(".gz", StringComparison.Ordinal)) return;
        await new VideoProbe(ffmpeg, time, NullLogger<VideoProbe>.Instance).ProbeAsync(VideoSource.Parse(Path), cancellationToken);
    }

    /// <summary>The video as a file that ffmpeg reads: Debian may ship it packed, then it is unpacked into the data folder.</summary>
    public async Task<string> UnpackAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Path.EndsWith(".gz", StringComparison.Ordinal)) return Path;
        var target = System.IO.Path.Combine(folder, System.IO.Path.GetFileNameWithoutExtension(Path));
        if (File.Exists(target)) return target;
        await using var packed = new GZipStream(File.OpenRead(Path), CompressionMode.Decompress);
        var part = target + ".part";
        await using (var file = File.Create(part)) await packed.CopyToAsync(file, cancellationToken);
        File.Move(part, target, overwrite: true);
        return target;
    }

    private static string NameOf(string path)
    {
        var name = new StringBuilder();
        foreach (var c in System.IO.Path.GetFileNameWithoutExtension(path).ToLowerInvariant())
        {
            name.Append(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '-');
        }

        var fit = name.ToString().Trim('-');
        return fit.Length == 0 ? "demo" : fit[..Math.Min(fit.Length, EntityId.MaxLength)];
    }
}
