using System.Diagnostics;
using System.Text;

namespace Fresnel.Tests.Nodes;

/// <summary>
/// Finds every process that descends from one a test started, however it was started: a mark in the environment is
/// inherited, also by those whose parent is gone or that have a session of their own.
/// </summary>
internal static class MarkedProcesses
{
    public const string Variable = "FRESNEL_TEST_MARK";

    /// <summary>Gives a process that is to be started a mark of its own.</summary>
    public static string Mark(ProcessStartInfo start)
    {
        var mark = Guid.NewGuid().ToString("N");
        start.Environment[Variable] = mark;
        return mark;
    }

    /// <summary>Those alive that carry a mark: id and command line.</summary>
    public static IReadOnlyList<(int Id, string CommandLine)> Of(string mark)
    {
        var wanted = $"{Variable}={mark}";
        var found = new List<(int, string)>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id)) continue;
            if (Read(folder, "environ").Split('\0').Contains(wanted, StringComparer.Ordinal)) found.Add((id, Read(folder, "cmdline").Replace('\0', ' ').Trim()));
        }

        return found;
    }

    private static string Read(string folder, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended, or is another user's
        }
    }
}
