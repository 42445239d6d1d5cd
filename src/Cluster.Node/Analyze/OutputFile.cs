using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Analyze;

/// <summary>Puts a finished file in its place: whole, or not at all.</summary>
internal static class OutputFile
{
    /// <summary>Makes sure that a file can be made beside <paramref name="path"/>, so that hours of work do not end at a full stop.</summary>
    /// <exception cref="UserErrorException">The folder takes no files.</exception>
    public static void CheckWritable(string path, string option)
    {
        try
        {
            using var probe = new FileStream(TemporaryName(path), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{option}: {path} cannot be written: {fault.Message}", ExitCodes.Input, fault);
        }
    }

    /// <summary>Copies <paramref name="source"/> to a temporary name beside <paramref name="path"/>, makes it durable, and renames it.</summary>
    public static async Task PublishAsync(string source, string path)
    {
        var temporary = TemporaryName(path);
        try
        {
            await using (var input = File.OpenRead(source))
            await using (var output = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await input.CopyToAsync(output);
                output.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string TemporaryName(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
}
