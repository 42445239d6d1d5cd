using System.Diagnostics;
using System.Globalization;

namespace Fresnel.Media.Tests.Support;

/// <summary>GStreamer's RTSP server in a process of its own.</summary>
internal sealed class RtspServer : IAsyncDisposable
{
    private readonly Process process;

    private RtspServer(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    public int Port { get; }

    public string Address => $"rtsp://127.0.0.1:{Port}/cam";

    public static async Task<RtspServer> StartAsync(int port = 0, string? user = null, string? password = null, bool digest = false, string? file = null)
    {
        var info = new ProcessStartInfo("/usr/bin/setpriv") { RedirectStandardOutput = true, RedirectStandardError = true };
        List<string> arguments = ["/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "Servers", "rtsp_server.py"), "--port", port.ToString(CultureInfo.InvariantCulture)];
        if (user is not null) arguments.AddRange(["--user", user, "--password", password!]);
        if (digest) arguments.Add("--digest");
        if (file is not null) arguments.AddRange(["--file", file]);
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Tools.Generous);
        if (line is null || !line.StartsWith("ready ", StringComparison.Ordinal)) throw new InvalidOperationException($"The RTSP server did not start ({line}): {await errors}");
        return new RtspServer(process, int.Parse(line[6..], CultureInfo.InvariantCulture));
    }

    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync().WaitAsync(Tools.Generous);
    }

    /// <summary>Stops it from answering, its sockets open.</summary>
    public Task FreezeAsync() => Tools.RunAsync("kill", "-STOP", process.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Lets it go on.</summary>
    public Task ThawAsync() => Tools.RunAsync("kill", "-CONT", process.Id.ToString(CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }
}
