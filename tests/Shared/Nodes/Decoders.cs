using Fresnel.Media.Tests.Support;

namespace Fresnel.Tests.Nodes;

/// <summary>The ffmpeg processes of a node, told apart by what their command lines name.</summary>
internal static class Decoders
{
    /// <summary>Decoders of a camera that records: they write its segments.</summary>
    public static int[] OfCamera(NodeProcess node, string camera) =>
        [.. NodeProcess.FfmpegOf(node.Id).Where(id => CommandLine(id).Contains($"/segments/camera/{camera}/", StringComparison.Ordinal))];

    /// <summary>The one decoder of a camera.</summary>
    public static async Task<int> SingleAsync(NodeProcess node, string camera) =>
        await Eventually.ValueAsync(() => Task.FromResult(OfCamera(node, camera) is [var id] ? id : (int?)null), $"{camera} has one decoder");

    /// <summary>Waits until a camera has none.</summary>
    public static Task NoneAsync(NodeProcess node, string camera) =>
        Eventually.IsAsync(() => Task.FromResult(OfCamera(node, camera).Length == 0), $"{camera} has no decoder");

    /// <summary>The arguments, or nothing where the process is gone.</summary>
    public static string CommandLine(int id)
    {
        try
        {
            return Tools.CommandLine(id);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
