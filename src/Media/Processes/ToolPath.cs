using System.Collections.Concurrent;

namespace Fresnel.Media.Processes;

/// <summary>Finds programs in PATH, once.</summary>
internal static class ToolPath
{
    private static readonly ConcurrentDictionary<string, string> Found = new(StringComparer.Ordinal);

    /// <summary>Full path of a program, or null.</summary>
    public static string? Find(string program)
    {
        if (Found.TryGetValue(program, out var known)) return known;
        var candidates = program.Contains('/', StringComparison.Ordinal)
            ? [Path.GetFullPath(program)]
            : (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program));
        foreach (var candidate in candidates)
        {
            if (!File.Exists(candidate) || !IsExecutable(candidate)) continue;
            Found.TryAdd(program, candidate);
            return candidate;
        }

        return null;
    }

    /// <summary>Full path of a program that must be there.</summary>
    /// <exception cref="MediaException">It is not.</exception>
    public static string Require(string program) =>
        Find(program) ?? throw new MediaException(MediaErrorCode.ToolMissing, $"The program '{program}' is not installed or not executable; on Debian: apt-get install ffmpeg.");

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
