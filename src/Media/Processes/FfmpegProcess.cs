using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Fresnel.Media.Processes;

/// <summary>
/// One ffmpeg or ffprobe process. It is killed with its parent (by the kernel's parent-death signal, and because its pipe
/// breaks), its standard error is read all the time, and its standard input is closed unless the caller writes to it.
/// </summary>
internal sealed class FfmpegProcess : IAsyncDisposable
{
    private const int Sigterm = 15;
    private const int Sigkill = 9;

    /// <summary>More words a second than any decoder has to say: who writes faster is held up by its pipe.</summary>
    private const int StderrBytesASecond = 256 * 1024;
    private static readonly TimeSpan StderrGrace = TimeSpan.FromSeconds(1);
    private readonly Process process;
    private readonly FfmpegOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly StderrTail stderr;
    private readonly TaskCompletionSource stderrDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim gone = new();
    private readonly bool ownGroup;
    private int disposed;
    private int killed;

    private FfmpegProcess(Process process, bool ownGroup, ChildCommand command, FfmpegOptions options, TimeProvider time, ILogger logger)
    {
        this.process = process;
        this.ownGroup = ownGroup;
        this.options = options;
        this.time = time;
        this.logger = logger;
        Id = process.Id;
        stderr = new StderrTail(options.StderrTailLength, new Redactor(command.Secret));
        Exited = WaitAsync();
    }

    /// <summary>Process id.</summary>
    public int Id { get; }

    /// <summary>Completes with the exit code (128 + signal where a signal ended it) once the process is gone and its standard error is read.</summary>
    public Task<int> Exited { get; }

    /// <summary>Whether we ended it by force.</summary>
    public bool WasKilled => Volatile.Read(ref killed) != 0;

    /// <summary>What the process writes. Reading blocks: read it from a thread of your own.</summary>
    public Stream Stdout => process.StandardOutput.BaseStream;

    /// <summary>What the process reads, where the command keeps it open.</summary>
    public Stream Stdin => process.StandardInput.BaseStream;

    /// <summary>The last lines of standard error, without credentials.</summary>
    public string StderrTail => stderr.ToString();

    /// <summary>Starts a process.</summary>
    /// <exception cref="MediaException">The program is not installed.</exception>
    public static FfmpegProcess Start(ChildCommand command, FfmpegOptions options, TimeProvider time, ILogger logger)
    {
        var program = ToolPath.Require(command.Program);
        List<string> line = [];

        // A session of its own: a terminal's Ctrl-C is the node's to answer, and a decoder that it ended would be an outage in the books.
        var ownSession = ToolPath.Find("setsid") is not null;
        if (ownSession) line.Add(ToolPath.Require("setsid"));
        if (ToolPath.Find("setpriv") is { } setpriv) line.AddRange([setpriv, "--pdeathsig", "KILL", "--"]);
        else MediaLog.SetprivMissing(logger);
        if (command.Nice > 0 && ToolPath.Find("nice") is { } nice) line.AddRange([nice, "-n", command.Nice.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        line.Add(program);
        line.AddRange(command.Arguments);

        var info = new ProcessStartInfo(line[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in line.Skip(1)) info.ArgumentList.Add(argument);
        info.Environment["LC_ALL"] = "C"; // the words of errors are matched
        info.Environment["AV_LOG_FORCE_NOCOLOR"] = "1";

        var child = new FfmpegProcess(ChildSpawner.Start(info), ownSession, command, options, time, logger);
        child.StartStderrPump();
        child.FeedStdin(command);
        MediaLog.ProcessStarted(logger, child.Id, Path.GetFileName(program));
        return child;
    }

    /// <summary>Asks the process to end, kills it after the grace, and waits until it is gone. Someone must go on reading its output.</summary>
    public async Task<int> StopAsync()
    {
        if (options.StopGrace > TimeSpan.Zero) Signal(Sigterm);
        return await EndAsync(options.StopGrace).ConfigureAwait(false);
    }

    /// <summary>Gives the process time to end by itself, then kills it, and waits until it is gone.</summary>
    public async Task<int> EndAsync(TimeSpan grace)
    {
        try
        {
            return await Exited.WaitAsync(grace, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            if (grace > TimeSpan.Zero) MediaLog.ProcessKilled(logger, Id);
        }

        Kill();
        return await Exited.ConfigureAwait(false);
    }

    /// <summary>Kills the process, at once.</summary>
    public void Kill()
    {
        try
        {
            Volatile.Write(ref killed, 1);
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It is gone already.
        }
    }

    /// <summary>Waits for the end within a limit; kills what takes longer.</summary>
    /// <exception cref="MediaException">It took longer.</exception>
    public async Task<int> WaitAsync(TimeSpan limit, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await Exited.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new MediaException(MediaErrorCode.TimedOut, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{what} took longer than {limit.TotalSeconds:0.#} s."));
        }
    }

    /// <summary>Kills the process where it still runs, and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        if (!Exited.IsCompleted) Kill();
        await Exited.ConfigureAwait(false);
        process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync().ConfigureAwait(false);
        gone.Set();
        if (ownGroup) _ = Libc.Kill(-Id, Sigkill); // what it started itself: a wrapper's ffmpeg, a helper that holds its pipes
        try
        {
            await stderrDone.Task.WaitAsync(StderrGrace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Someone else holds the pipe: its end is not worth waiting for.
        }

        return process.ExitCode;
    }

    private void Signal(int signal)
    {
        // Not yet waited for by anyone but us: as long as Exited is open, the id cannot be another process's.
        if (!Exited.IsCompleted) _ = Libc.Kill(Id, signal);
    }

    // A thread of its own: on Unix an asynchronous read of a pipe blocks a thread of the pool all the same.
    private void StartStderrPump() => new Thread(PumpStderr, 128 * 1024) { IsBackground = true, Name = $"ffmpeg-stderr-{Id}" }.Start();

    private void PumpStderr()
    {
        try
        {
            var stream = process.StandardError.BaseStream;
            var decoder = Encoding.UTF8.GetDecoder();
            var bytes = new byte[4096];
            var chars = new char[4097];
            var (since, taken) = (time.GetTimestamp(), 0);
            for (int read; (read = stream.Read(bytes)) > 0;)
            {
                stderr.Append(chars.AsSpan(0, decoder.GetChars(bytes.AsSpan(0, read), chars, flush: false)));
                taken += read;
                if (taken < StderrBytesASecond) continue;
                var left = TimeSpan.FromSeconds(1) - time.GetElapsedTime(since);
                if (left > TimeSpan.Zero) gone.Wait(left);
                (since, taken) = (time.GetTimestamp(), 0);
            }
        }
        catch (IOException)
        {
            // The pipe broke: there is nothing more to read.
        }
        finally
        {
            stderrDone.TrySetResult();
        }
    }

    private void FeedStdin(ChildCommand command)
    {
        if (command.KeepStdin) return;
        try
        {
            // A script of a few hundred bytes fits into the pipe: this does not wait.
            if (command.StdinText is { } text) Stdin.Write(Encoding.UTF8.GetBytes(text));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read: its exit code and its words tell.
        }
    }
}
