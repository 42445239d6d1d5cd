using System.Globalization;
using Fresnel.LocalCluster;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Local;

/// <summary>Prints how a local cluster is.</summary>
internal static class LocalStatusTable
{
    /// <summary>Prints it for people.</summary>
    public static void Print(LocalStatus status, Screen screen, LocalFolder folder)
    {
        var table = new Table(new("PROCESS"), new("STATE"), new("PID", Right: true), new("PORT", Right: true), new("SHARDS", Right: true), new("ENTITIES", Right: true), new(""));
        foreach (var row in status.Rows)
        {
            table.Add(
                row.Id, new Cell(row.State, ToneOf(row.State)), Number(row.Process), Number(row.Port), Number(row.Shards), Number(row.Entities), row.Detail ?? "");
        }

        screen.Table(table, Count(status));
        foreach (var problem in status.Problems) screen.Line(new Cell("problem: ", Tone.Bad), problem);
        if (status.Stopped) screen.Line($"Nothing of it runs: './fresnel cluster up{folder.Option}' starts it again, with what it knew.");
        else if (status.Rows.Any(r => r.State is "ended" or "stopped" or "not-running"))
            screen.Line($"'./fresnel cluster restart NAME{folder.Option}' starts one again, './fresnel cluster up{folder.Option}' all of them.");
    }

    private static string Count(LocalStatus status)
    {
        var well = status.Rows.Count(r => r.State is "running" or "ready");
        var shards = status.Shards is null ? "shards not known" : $"{status.Shards} of {status.AllShards} shards owned";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{well} of {status.Rows.Count} processes well, {shards}, {status.Analysing} of {status.Cameras} cameras analysing");
    }

    private static Tone ToneOf(string state) => state switch
    {
        "running" or "ready" => Tone.Good,
        "not-ready" => Tone.Warning,
        _ => Tone.Bad,
    };

    private static Cell Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
