using System.Diagnostics;

namespace Fresnel.LocalCluster.Processes;

/// <summary>How a server's program, or a tool of it, is run.</summary>
/// <param name="Program">The program's path.</param>
/// <param name="Arguments">Its arguments. Others can read them: no secrets.</param>
/// <param name="Folder">Where it runs.</param>
internal sealed record ServerCommand(string Program, IReadOnlyList<string> Arguments, string Folder)
{
    private static readonly string[] Programs = ["setsid", "setpriv"];

    /// <summary>The user it runs as; null for oneself.</summary>
    public SystemUser? User { get; init; }

    /// <summary>What is added to its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Starts it in a session of its own, what it prints appended to a file.</summary>
    /// <param name="log">The file.</param>
    /// <param name="lifetime">Whether it ends with this process.</param>
    /// <param name="signal">The signal that it then gets: <c>QUIT</c>.</param>
    /// <returns>The process; its id is the server's own.</returns>
    /// <exception cref="ServerException">It cannot be run.</exception>
    public Task<Process> StartAsync(string log, ServerLifetime lifetime, string signal)
    {
        string[] words = ["sh", "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", log, Find("setsid"), .. As(lifetime is ServerLifetime.WithStarter ? ["--pdeathsig", signal] : []), Program, .. Arguments];
        return ProcessSpawner.StartAsync(Info(words));
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="input">What it reads; null for nothing.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its exit code and what it printed.</returns>
    /// <exception cref="ServerException">It cannot be run, or took too long.</exception>
    public async Task<(int Code, string Output)> RunAsync(string? input, TimeSpan limit, CancellationToken cancellationToken)
    {
        var info = Info(["sh", "-c", "exec \"$@\" 2>&1", "sh", .. As(["--pdeathsig", "KILL"]), Program, .. Arguments]);
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        using var process = await ProcessSpawner.StartAsync(info).ConfigureAwait(false);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ended.CancelAfter(limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ended.Token);
            if (input is not null) await process.StandardInput.WriteAsync(input.AsMemory(), ended.Token).ConfigureAwait(false);
            process.StandardInput.Close();
            await process.WaitForExitAsync(ended.Token).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServerException($"'{Program}' took longer than {limit.TotalSeconds:0} s.");
        }
        catch (IOException failure)
        {
            throw new ServerException($"'{Program}' ended before it had read all that it was told.", failure);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The path of a program.</summary>
    /// <exception cref="ServerException">It is not installed.</exception>
    public static string Find(string program)
    {
        foreach (var folder in (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin").Append("/usr/sbin"))
        {
            var path = Path.Combine(folder, program);
            if (File.Exists(path)) return path;
        }

        var package = Programs.Contains(program) ? "util-linux" : program;
        throw new ServerException($"The program '{program}' is not installed: apt-get install {package}.");
    }

    private string[] As(string[] options)
    {
        string[] user = User is { } other ? ["--reuid", other.Name, "--regid", other.Name, "--init-groups"] : [];
        return user.Length + options.Length == 0 ? [] : [Find("setpriv"), .. user, .. options, "--"];
    }

    private ProcessStartInfo Info(string[] words)
    {
        var info = new ProcessStartInfo(words[0], words[1..]) { UseShellExecute = false, WorkingDirectory = Folder };
        foreach (var (name, value) in Environment) info.Environment[name] = value;
        return info;
    }
}
