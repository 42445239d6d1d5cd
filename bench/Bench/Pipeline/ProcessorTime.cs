using System.Globalization;

namespace Fresnel.Bench.Pipeline;

/// <summary>Processor time of processes, from /proc.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux

    /// <summary>Processor seconds, user and system, of a process, and of children it has waited for.</summary>
    public static double Of(int process)
    {
        var fields = Stat(process);
        return (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) / TicksPerSecond;
    }

    /// <summary>Ids of a process's children.</summary>
    public static int[] ChildrenOf(int process) =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(id => IsChild(id, process)),
    ];

    private static bool IsChild(int id, int parent)
    {
        try
        {
            return Number(Stat(id)[1]) == parent;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // After the name, which stands in brackets and may hold anything: state, parent, …
    private static string[] Stat(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
