using Fresnel.Actors.Cameras;
using Fresnel.Messages.Cameras;
using static Fresnel.Actors.Tests.Cameras.Sample;

namespace Fresnel.Actors.Tests.Cameras;

public sealed class CameraSettingsRulesTests
{
    public static TheoryData<CameraSettings, string> Wrong() => new()
    {
        { Settings with { Source = "" }, "source is empty" },
        { Settings with { Source = "concat:a|b" }, "source 'concat:a|b' is not allowed" },
        { Settings with { Source = "pipe:0" }, "source 'pipe:0' is not allowed" },
        { Settings with { Source = "rtsp://user:secret@camera/1" }, "source 'rtsp://***@camera/1' carries a user or password" },
        { Settings with { Source = "ftp://user:secret@camera/1" }, "source 'ftp://***@camera/1' is not allowed" },
        { Settings with { Source = "rtsps://camera/1" }, "source 'rtsps://camera/1' is not allowed" },
        { Settings with { Source = "a\nb" }, "source 'a?b' is not allowed" },
        { Settings with { Title = new string('x', 101) }, "title" },
        { Settings with { Title = "bell\a" }, "title 'bell?' is not allowed" },
        { Settings with { Model = "../models" }, "model '../models' is not a model id" },
        { Settings with { Label = " " }, "label" },
        { Settings with { MinScore = double.NaN }, "minScore NaN is out of range: -100 to 100." },
        { Settings with { AnalysisFps = 61 }, "analysisFps 61 is out of range: 0.1 to 60 frames a second." },
        { Settings with { AnalysisWidth = 159 }, "analysisWidth 159 is out of range: 160 to 3840 pixels." },
        { Settings with { MotionFraction = 0 }, "motionFraction 0 is out of range: 0.00001 to 0.5." },
        { Settings with { StallSeconds = 0.5 }, "stallSeconds 0.5 is out of range: 1 to 120 s." },
        { Settings with { QuietSeconds = 601 }, "quietSeconds 601 is out of range: 0.5 to 600 s." },
        { Settings with { MaxEpisodeSeconds = 4 }, "maxEpisodeSeconds 4 is out of range: 5 to 3600 s." },
        { Settings with { PreRollSeconds = -1 }, "preRollSeconds -1 is out of range: 0 to 60 s." },
        { Settings with { PostRollSeconds = 61 }, "postRollSeconds 61 is out of range: 0 to 60 s." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Problem_OfWrongSettings_NamesKeyValueAndRange(CameraSettings settings, string start) =>
        Assert.StartsWith(start, CameraSettingsRules.FirstProblem(settings), StringComparison.Ordinal);

    [Theory]
    [InlineData("/videos/a b.mp4")]
    [InlineData("yard.avi")]
    [InlineData("./odd:name.avi")]
    [InlineData("file:///videos/yard.avi")]
    [InlineData("rtsp://camera.local:554/stream?channel=1")]
    public void Problem_OfAllowedSources_IsNone(string source) => Assert.Null(CameraSettingsRules.FirstProblem(Settings with { Source = source }));

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Problem_NeverTellsASecret(CameraSettings settings, string start)
    {
        Assert.NotEmpty(start);
        Assert.DoesNotContain("secret", CameraSettingsRules.FirstProblem(settings), StringComparison.Ordinal);
    }
}
