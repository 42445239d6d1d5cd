using System.Diagnostics;

namespace Fresnel.Tests;

/// <summary>A program of our own in place of ffmpeg: a shell script, and so a real process with real pipes.</summary>
internal static class StandIn
{
    /// <summary>Writes the script; in it, <c>"$@"</c> are the arguments meant for ffmpeg.</summary>
    /// <returns>Its path, for the option that names ffmpeg.</returns>
    public static string Write(string folder, string script)
    {
        var path = Path.Combine(folder, $"ffmpeg-{Guid.NewGuid():N}");
        var draft = $"{path}.draft";
        File.WriteAllText(draft, $"#!/bin/sh\n{script}\n");

        // Copied by another process: a child that another test starts at this moment would inherit our open file, and a file open for writing cannot be run.
        using var copy = Process.Start("install", ["-m", "755", draft, path]);
        copy.WaitForExit();
        return path;
    }
}
