using Fresnel.Service.Commands;

namespace Fresnel.Cluster.Node.Tests.Analyze;

public sealed class AnalyzeTelemetryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <remarks>
    /// With its telemetry on, ONNX Runtime writes a device id and a queue of events to the user's cache, and a session file to
    /// the temporary folder, as soon as it is initialised; the first attempt to upload comes seconds later (docs/adr/0009).
    /// </remarks>
    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    public async Task Analyze_WhateverTheEnvironmentSays_LeavesNoTelemetry(string? variable)
    {
        var video = await TestPlaces.MakeVideoAsync(folder.Root);
        string[] watched = [folder["home"], folder["cache"], folder["temporary"]];
        foreach (var path in watched) Directory.CreateDirectory(path);
        var environment = new Dictionary<string, string?>
        {
            ["ORT_DISABLE_TELEMETRY"] = variable,
            ["HOME"] = folder["home"],
            ["XDG_CACHE_HOME"] = folder["cache"],
            ["TMPDIR"] = folder["temporary"],
        };
        using var run = NodeRun.Start(environment, "analyze", video, "--model", "people-hog", "--out", folder["a.csv"], "--data", folder["data"]);
        var answer = await run.EndAsync();
        Assert.True(answer.ExitCode == ExitCodes.Ok, answer.ToString());
        Assert.Empty(watched.SelectMany(path => Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories)));
    }
}
