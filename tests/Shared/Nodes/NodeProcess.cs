using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Fresnel.Tests.Nodes;

/// <summary>The program as a child process.</summary>
internal sealed partial class NodeProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProcess(Process process, string marker)
    {
        this.process = process;
        Marker = marker;
        process.OutputDataReceived += (_, line) => Take(output, line.Data);
        process.ErrorDataReceived += (_, line) => Take(error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    /// <summary>In the environment of the process and of whatever it starts: see <see cref="MarkedProcesses"/>.</summary>
    public string Marker { get; }

    public string Output => Read(output);

    public string Error => Read(error);

    public bool HasExited => process.HasExited;

    public HttpClient Client { get; private set; } = null!;

    public Uri Address => Client.BaseAddress!;

    /// <summary>Starts the program; does not wait.</summary>
    /// <param name="arguments">What the program is given.</param>
    /// <param name="environment">More for its environment.</param>
    /// <param name="wrapper">A command that becomes the program, given as its last words: <c>strace -D</c>, <c>prlimit</c>.</param>
    public static NodeProcess Launch(string[] arguments, IReadOnlyDictionary<string, string>? environment = null, params string[] wrapper) =>
        LaunchProgram(TestPlaces.Program, arguments, environment, wrapper);

    /// <summary>The same for another program of ours: the lighthouse.</summary>
    public static NodeProcess LaunchProgram(string program, string[] arguments, IReadOnlyDictionary<string, string>? environment = null, params string[] wrapper)
    {
        Assert.True(File.Exists(program), $"{program} is not built.");
        string[] words = [.. wrapper, "dotnet", program, .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        var marker = MarkedProcesses.Mark(start);
        return new NodeProcess(Process.Start(start)!, marker);
    }

    /// <summary>Starts a node on a free port and waits until it is ready.</summary>
    public static Task<NodeProcess> StartAsync(string data, params string[] more) => StartAsync(data, null, more);

    /// <summary>The same, with more in its environment.</summary>
    public static async Task<NodeProcess> StartAsync(string data, IReadOnlyDictionary<string, string>? environment, params string[] more)
    {
        var node = Launch(["node", "--data", data, "--port", "0", .. more], environment);
        try
        {
            await node.ReadyAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it serves its page and is ready.</summary>
    /// <param name="callLimit">How long a call of <see cref="Client"/> may take; as long as tests wait where null.</param>
    public async Task ReadyAsync(TimeSpan? callLimit = null)
    {
        var exited = process.WaitForExitAsync();
        var first = await Task.WhenAny(address.Task, exited, Task.Delay(Eventually.Patience));
        Assert.True(first == address.Task, $"The node did not start.\n{Output}\n{Error}");
        Client = new HttpClient { BaseAddress = await address.Task, Timeout = callLimit ?? Eventually.Patience };
        var said = "";
        try
        {
            await Eventually.IsAsync(
                async () =>
                {
                    using var answer = await Client.GetAsync("/health/ready");
                    said = await answer.Content.ReadAsStringAsync();
                    return answer.IsSuccessStatusCode;
                },
                "the process is ready");
        }
        catch (Xunit.Sdk.XunitException vain)
        {
            Assert.Fail($"{vain.Message}\n{said}\n{Output}\n{Error}");
        }
    }

    /// <summary>The exit code, when it has ended.</summary>
    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        return process.ExitCode;
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
    }

    /// <summary>Sends a signal: TERM, INT, STOP.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("/bin/kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Children of the process that are ffmpeg.</summary>
    public static int[] FfmpegOf(int parent) =>
    [
        .. Process.GetProcessesByName("ffmpeg").Select(p => p.Id).Where(id => ParentOf(id) == parent),
    ];

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (!process.HasExited)
        {
            Signal("TERM");
            try
            {
                await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    private static int ParentOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return -1; // it ended meanwhile
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }

    private void Take(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
        if (AddressPattern().Match(line) is { Success: true } match) address.TrySetResult(new Uri(match.Value));
    }

    [GeneratedRegex(@"http://[^\s]+")]
    private static partial Regex AddressPattern();
}
