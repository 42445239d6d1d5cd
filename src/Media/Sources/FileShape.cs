using System.Runtime.InteropServices;
using System.Text;

namespace Fresnel.Media.Sources;

/// <summary>What kind of thing a path names, told without opening it: opening a pipe waits for its writer, for ever if none comes.</summary>
public static partial class FileShape
{
    private const int CurrentFolder = -100;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>True unless the path is known to be a pipe, a socket or a device; links are followed, and a missing file is not known to be one.</summary>
    /// <param name="path">The path.</param>
    public static bool MayBeFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        // struct statx is the same on every architecture, unlike struct stat.
        Span<byte> answer = stackalloc byte[256];
        var name = Encoding.UTF8.GetBytes(path + '\0');
        if (Statx(CurrentFolder, name, 0, 1, answer) != 0) return true;
        return (MemoryMarshal.Read<ushort>(answer[ModeOffset..]) & TypeMask) == Regular;
    }

    [LibraryImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, ReadOnlySpan<byte> path, int flags, uint mask, Span<byte> answer);
}
