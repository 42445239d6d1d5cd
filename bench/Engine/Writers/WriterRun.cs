using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Fresnel.Engine.Counting;
using Fresnel.Engine.Protocol;
using Fresnel.Messages;
using Fresnel.Messages.Entities;

namespace Fresnel.Engine.Writers;

/// <summary>Writers within a host process: each sends its entity one command after the other, through the gateway.</summary>
/// <param name="gate">The host process.</param>
/// <param name="count">How many writers.</param>
internal sealed class WriterRun(IHostGate gate, int count)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, int> failed = new();
    private readonly ConcurrentBag<List<double>> times = [];
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool counting;
    private int answered;

    /// <summary>The name of a writer's entity.</summary>
    public static EntityId Entity(int writer) => new(CounterState.Kind, string.Create(CultureInfo.InvariantCulture, $"w{writer}"));

    /// <summary>Runs.</summary>
    /// <param name="warm">How long nothing is counted once every entity has answered.</param>
    /// <param name="measured">How long it is measured.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<WriterFigures> RunAsync(TimeSpan warm, TimeSpan measured, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writers = Enumerable.Range(0, count).Select(
            i => Task.Run(() => WriteAsync(Entity(i), stop.Token), CancellationToken.None)).ToArray();
        await ready.Task.WaitAsync(cancellationToken);
        await Task.Delay(warm, cancellationToken);
        using var process = Process.GetCurrentProcess();
        var (start, used) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        counting = true;
        await Task.Delay(measured, cancellationToken);
        counting = false;
        var elapsed = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        var cores = (process.TotalProcessorTime - used) / elapsed;
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        var sorted = times.SelectMany(list => list).Order().ToArray();
        return new WriterFigures(count, sorted.Length / elapsed.TotalSeconds, At(sorted, 0.5), At(sorted, 0.99), cores, failed);
    }

    private static double At(double[] sorted, double quantile) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(quantile * sorted.Length))];

    private async Task WriteAsync(EntityId entity, CancellationToken stop)
    {
        var mine = new List<double>();
        times.Add(mine);
        var run = Guid.NewGuid().ToString("N")[..8];
        for (var (i, accepted) = (0, 0); !stop.IsCancellationRequested; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var id = string.Create(CultureInfo.InvariantCulture, $"{entity.Name}-{run}-{i}");
            var answer = await gate.SendAsync(entity, id, new CounterCommands.Add(1), Deadline, CancellationToken.None);
            if (answer.Status is AnswerStatus.Accepted)
            {
                if (counting) mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (++accepted == 1 && Interlocked.Increment(ref answered) == count) ready.TrySetResult();
            }
            else if (accepted > 0)
            {
                failed.AddOrUpdate(entity.Name, 1, static (_, known) => known + 1);
            }
        }
    }
}
