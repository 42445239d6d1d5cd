using System.Globalization;
using System.Text.Json;

namespace Fresnel.Faults.Tests.Ingest;

/// <summary>
/// A node with two cameras on files: a neighbour that nothing happens to, and a victim whose decoder is ffmpeg behind a
/// script that a test may change at any time.
/// </summary>
public sealed class DecoderNode : NodeHome
{
    internal const string Neighbour = "neighbour";
    internal const string Victim = "victim";

    private string script = "";

    public override async Task InitializeAsync()
    {
        // The victim's own name for the same video tells the script whose decoder it is.
        var video = await TestPlaces.MakeVideoAsync(Folder);
        File.Copy(video, Path.Combine(Folder, "victim.mp4"));
        var fault = Path.Combine(Folder, "fault");
        await File.WriteAllTextAsync(fault, "");
        script = StandIn.Write(Folder, $"case \"$*\" in *victim.mp4*) . {fault} ;; esac\nexec ffmpeg \"$@\"");
        await StartAsync();
        await CreateAsync(Neighbour, video);
        await CreateAsync(Victim, Path.Combine(Folder, "victim.mp4"));
        await Client.StreamingAsync(Neighbour);
        await Client.StreamingAsync(Victim);
    }

    /// <summary>Starts the node, or starts it again.</summary>
    internal Task StartAsync() => StartAsync($"Ffmpeg:FfmpegPath={script}", "Cameras:FirstPause=00:00:10", "Cameras:LongestPause=00:10:00");

    /// <summary>What the victim's decoder does from its next start on, as lines of a shell script; nothing: it is ffmpeg.</summary>
    internal void Let(string lines)
    {
        var next = Path.Combine(Folder, "fault.next");
        File.WriteAllText(next, lines + "\n");
        File.Move(next, Path.Combine(Folder, "fault"), overwrite: true);
    }

    /// <summary>Runs something, and asserts that the neighbour's frames went on meanwhile as before.</summary>
    internal async Task<string> BesideNeighbourAsync(Func<Task> work)
    {
        var outages = (await Client.ListAsync(Neighbour, "outages")).Length;
        var decoder = await Decoders.SingleAsync(Node, Neighbour);
        var (frames, began) = (await Client.DecodedAsync(Neighbour), TimeProvider.System.GetTimestamp());
        await work();
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var rate = (await Client.DecodedAsync(Neighbour) - frames) / seconds;
        Assert.Equal(decoder, await Decoders.SingleAsync(Node, Neighbour));
        Assert.Equal(outages, (await Client.ListAsync(Neighbour, "outages")).Length);
        Assert.True(rate > 1, $"The neighbour decoded {rate} frames a second."); // 5 are asked for
        return string.Create(CultureInfo.InvariantCulture, $"the neighbour decoded {rate:0.0} of 5 frames a second over {seconds:0.0} s");
    }

    /// <summary>Waits until the victim is paused.</summary>
    internal Task<JsonElement> PausedAsync(long atLeast = 1) => Eventually.ValueAsync(
        async () => (await Client.CameraAsync(Victim)).GetProperty("pause") is { ValueKind: JsonValueKind.Object } pause && pause.Number("number") >= atLeast ? pause : (JsonElement?)null,
        $"{Victim} is paused");

    private async Task CreateAsync(string name, string video) =>
        await Client.CreateCameraAsync(name, new { source = video, analysisFps = 5, analysisWidth = 160 });
}
