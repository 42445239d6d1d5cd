using System.Text.Json;

namespace Fresnel.LocalCluster.Processes;

/// <summary>What is remembered of a server beside its data: a JSON file that only its owner can read, for it holds passwords.</summary>
internal static class FactsFile
{
    /// <summary>Reads it; null where there is none.</summary>
    /// <exception cref="ServerException">The file is not such a file.</exception>
    public static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(path)) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            // The cause is left out: its message may quote the file.
            throw new ServerException($"'{path}' cannot be read: delete the folder it is in to begin anew.");
        }
    }

    /// <summary>Writes it.</summary>
    public static void Write<T>(string path, T facts)
        where T : class => WritePrivately(path, JsonSerializer.SerializeToUtf8Bytes(facts));

    /// <summary>Writes any file that only its owner can read.</summary>
    public static void WritePrivately(string path, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(content);
    }
}
