using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Fresnel.LocalCluster;
using Fresnel.Pbm.Commands;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Local;

/// <summary><c>up</c>: starts a cluster on this machine, or what is missing of it, and leaves it running.</summary>
internal static class UpVerb
{
    private const double DefaultFps = 1;

    private static readonly string[] Videos =
    [
        "/usr/share/doc/opencv-doc/examples/data/vtest.avi",
        "/usr/share/opencv4/samples/data/vtest.avi",
    ];

    /// <summary>The verb.</summary>
    public static Command Create(Surroundings around, Option<string?> data)
    {
        var nodes = Number("--nodes", $"How many nodes, 1 to 20 (default: {MachineCluster.DefaultNodes}, or those it has).", 1, 20);
        var cameras = Number("--cameras", $"How many cameras, 0 to 200 (default: {MachineCluster.DefaultCameras}, or those it has).", 0, 200);
        var video = new Option<string?>("--video") { Description = "Video that they replay in a loop (default: vtest.avi of Debian's opencv-doc).", HelpName = "FILE" };
        var fps = new Option<double>("--fps")
        {
            Description = "Frames a second of each camera that are analysed, 0.1 to 60 (default: 1).",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultFps,
            CustomParser = result => Rate(result),
        };
        var up = new Command("up", "Starts a cluster, or what is missing of it, and leaves it running (exit code 6 where something is not well after a minute).") { nodes, cameras, video, fps };
        up.SetAction(async (parse, cancellationToken) =>
        {
            await Task.Yield(); // only then is Ctrl-C heard: nothing may be started before
            var began = around.Time.GetTimestamp();
            var folder = new LocalFolder(around.FullPath(parse.GetValue(data) ?? "data"), parse.GetValue(data));
            var known = ClusterState.Load(folder.Root);
            var film = known is not null && parse.GetValue(video) is null ? known.Video : Find(parse.GetValue(video), around);
            using var held = folder.Lock();
            var cluster = new MachineCluster(folder, around.Time, Say);
            var (state, status) = await cluster.UpAsync(new UpRequest(parse.GetValue(nodes), parse.GetValue(cameras), film, parse.GetValue(fps)), cancellationToken);
            Say("");
            LocalStatusTable.Print(status, new Screen(around), folder);
            Say("");
            Tell(state, folder, around.Time.GetElapsedTime(began));
            return status.Well ? ExitCodes.Ok : ExitCodes.Degraded;
        });
        return up;

        void Say(string line)
        {
            around.Output.WriteLine(line);
            around.Output.Flush();
        }

        void Tell(ClusterState state, LocalFolder folder, TimeSpan took)
        {
            Say($"Up after {Times.Text(took)}. Its page: {state.Find(ProcessState.Lighthouse)!.Address} (it asks for the token in {folder.TokenFile}). It runs on until 'down'.");
            Say("");
            Say("Try next:");
            Say($"  ./fresnel pbm cluster show{folder.Option}");
            Say($"  ./fresnel cluster kill {state.Nodes().Last().Id}{folder.Option}");
            Say($"  ./fresnel pbm cluster tail{folder.Option}");
            Say($"  ./fresnel cluster add{folder.Option}");
            Say($"  ./fresnel cluster down{folder.Option}");
        }
    }

    private static string Find(string? asked, Surroundings around)
    {
        if (asked is not null)
        {
            var full = around.FullPath(asked);
            if (Directory.Exists(full)) throw new PbmException($"--video '{Cell.Clean(asked)}' is a folder: it takes a video file.", ExitCodes.Usage);
            return File.Exists(full) ? full : throw new PbmException($"the video '{Cell.Clean(full)}' does not exist.", ExitCodes.NotFound);
        }

        if (around.Variable("FRESNEL_DEMO_VIDEO") is { Length: > 0 } named && File.Exists(named)) return named; // where the launcher has unpacked it
        return Videos.FirstOrDefault(File.Exists)
            ?? throw new PbmException("the video vtest.avi is not installed: on Debian run 'apt-get install opencv-doc', or name another one with --video FILE.", ExitCodes.NotFound);
    }

    private static Option<int?> Number(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
            result.AddError($"'{name} {Cell.Clean(text)}' is not a whole number from {least} to {most}");
            return null;
        },
    };

    private static double Rate(ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0.1 and <= 60) return number;
        result.AddError($"'--fps {Cell.Clean(text)}' is not a number from 0.1 to 60");
        return DefaultFps;
    }
}
