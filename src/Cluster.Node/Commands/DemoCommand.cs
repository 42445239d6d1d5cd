using System.CommandLine;
using Fresnel.Cluster.Node.Demo;
using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Commands;

/// <summary><c>demo</c>: one embedded node with one camera that replays a video in real time and finds people in it.</summary>
public static class DemoCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var port = CommonOptions.Port();
        var set = CommonOptions.Set();
        var time = CommonOptions.For();
        var video = new Option<string?>("--video")
        {
            Description = "Video to replay in a loop (default: vtest.avi of Debian's opencv-doc).",
            HelpName = "FILE",
        };
        var command = new Command("demo", "Replays a video as a live camera, finds people in it, and shows it on a page.") { time, data, port, video, set };
        command.SetAction((parse, cancellation) =>
        {
            var configuration = NodeCommand.ReadConfiguration(parse.GetValue(set), parse.GetValue(data), parse.GetValue(port));
            var source = DemoVideo.Find(parse.GetValue(video));
            return new DemoRun(configuration, source, parse.GetValue(time), parse.InvocationConfiguration.Output, TimeProvider.System).RunAsync();
        });
        return command;
    }
}
