using System.Collections.Concurrent;
using Fresnel.Inference.Detection;
using Fresnel.Inference.Engines;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Tests.Batching;

/// <summary>An engine whose batches begin and end when the test says so.</summary>
internal sealed class HeldEngine(params int[] buckets) : IDetectorEngine
{
    private readonly SemaphoreSlim begun = new(0);
    private readonly SemaphoreSlim go = new(0);
    private readonly ConcurrentQueue<int[]> batches = new();
    private volatile bool interrupted;

    /// <summary>What the next batches throw; null entries succeed.</summary>
    public ConcurrentQueue<Exception?> Faults { get; } = new();

    /// <summary>Widths of the frames of each batch, in order: the tests tell frames apart by width.</summary>
    public IReadOnlyList<int[]> Batches => [.. batches];

    public bool Disposed { get; private set; }

    /// <summary>Goes on when it is interrupted, as a run that hangs does.</summary>
    public bool Deaf { get; init; }

    public bool WasInterrupted => interrupted;

    public IReadOnlyList<ProviderAttempt> Providers { get; } = [new("CPU", true, "test")];

    public IReadOnlyList<int> Buckets { get; } = buckets;

    public void DetectBatch(ReadOnlySpan<DetectionRequest> requests)
    {
        var widths = new int[requests.Length];
        for (var index = 0; index < widths.Length; index++) widths[index] = requests[index].Frame.Layout.Width;
        batches.Enqueue(widths);
        begun.Release();
        go.Wait();
        if (interrupted && !Deaf)
        {
            interrupted = false;
            throw new InferenceException(InferenceError.RunFailed, "interrupted");
        }

        foreach (var request in requests) request.Results.Add(new Detected(0, request.Frame.Layout.Width, default));
        if (Faults.TryDequeue(out var fault) && fault is not null) throw fault;
    }

    public void Interrupt()
    {
        interrupted = true;
        if (!Deaf) go.Release();
    }

    /// <summary>Waits until a batch is running.</summary>
    public async Task BegunAsync() => Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(60)), "no batch began");

    /// <summary>Lets batches end.</summary>
    public void Go(int count = 1) => go.Release(count);

    public void Dispose() => Disposed = true;
}
