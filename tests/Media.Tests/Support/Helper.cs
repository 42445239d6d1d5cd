using System.Diagnostics;

namespace Fresnel.Media.Tests.Support;

/// <summary>This assembly in a process of its own.</summary>
internal static class Helper
{
    public static Process Start(params string[] arguments)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet") { RedirectStandardOutput = true };
        info.ArgumentList.Add("exec");
        info.ArgumentList.Add(typeof(Helper).Assembly.Location);
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        return Process.Start(info)!;
    }
}
