using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Fresnel.Actors.Cameras.Live;
using Fresnel.Cluster.Node.Api.Streams;
using Fresnel.Media.Frames;
using Fresnel.Messages;
using Fresnel.Messages.Observations;
using Fresnel.Service.Configuration;
using Microsoft.AspNetCore.Http;

namespace Fresnel.Faults.Tests.Clients;

/// <summary>A reader that stops reading while ten thousand frames go by: the frames do not wait, and what is kept for it is bounded.</summary>
public sealed class FeedTests : IDisposable
{
    private const int Frames = 10_000;

    /// <summary>The camera's own buffer of a reader, the feed's, and what is in hand.</summary>
    private const int MostKept = 64 + 32 + 16;

    private const int MostBytes = 64 * 1024;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);
    private static readonly EntityId Camera = new("camera", "yard");

    private readonly CameraLive live = new(Camera.Name, TimeProvider.System);
    private readonly FramePool pool = new(new I420Layout(16, 16), 4);
    private readonly List<WeakReference> shown = [];

    public void Dispose() => live.Dispose();

    [Fact]
    public async Task Camera_WhoseReaderStopsReading_GoesOnAndKeepsTheNewestForIt()
    {
        await using var reader = live.ObserveAsync(default).GetAsyncEnumerator();
        var first = reader.MoveNextAsync().AsTask();
        Show(0, 1);
        Assert.True(await first.WaitAsync(Enough));
        await Task.Run(() => Show(1, Frames)).WaitAsync(Enough);

        Assert.InRange(Kept(), 1, MostKept);
        var numbers = new List<long>();
        while (numbers.LastOrDefault() != Frames && await reader.MoveNextAsync().AsTask().WaitAsync(Enough)) numbers.Add(reader.Current.Frame);
        Assert.Equal(Enumerable.Range(Frames - numbers.Count + 1, numbers.Count).Select(number => (long)number), numbers);
    }

    [Fact]
    public async Task Feed_WhoseClientStopsReading_KeepsLittleAndSaysHowManyWereLost()
    {
        var connection = new Pipe(new PipeOptions(pauseWriterThreshold: 4096, resumeWriterThreshold: 2048));
        var context = new DefaultHttpContext();
        context.Response.Body = connection.Writer.AsStream();
        var feeding = new ObservationFeed(new ApiOptions(), TimeProvider.System).WriteAsync(context, live, default);
        var text = new StringBuilder();
        for (var number = 0; !text.ToString().Contains("event: observation", StringComparison.Ordinal); number++)
        {
            Show(number, 1);
            await Task.Delay(1);
            Take(connection.Reader, text);
        }

        var before = shown.Count;
        await Task.Run(async () =>
        {
            // In turns with the feed, so that each frame reaches it.
            for (var i = 0; i < Frames; i++)
            {
                Show(before + i, 1);
                await Task.Yield();
            }
        }).WaitAsync(Enough);
        Assert.InRange(Kept(), 1, MostKept);
        Assert.True(connection.Reader.TryRead(out var waiting));
        Assert.InRange(waiting.Buffer.Length, 1, MostBytes);
        connection.Reader.AdvanceTo(waiting.Buffer.Start);

        text.Clear();
        var newest = $"\"frame\":{before + Frames - 1},";
        await Eventually.IsAsync(
            () =>
            {
                Take(connection.Reader, text);
                return Task.FromResult(text.ToString().Contains(newest, StringComparison.Ordinal));
            },
            "the client has the newest",
            Enough);
        Assert.Contains("event: dropped", text.ToString(), StringComparison.Ordinal);
        live.Dispose();
        await feeding.WaitAsync(Enough);
        Take(connection.Reader, text);
        Assert.Contains("event: stopped", text.ToString(), StringComparison.Ordinal);
    }

    private static void Take(PipeReader reader, StringBuilder text)
    {
        if (!reader.TryRead(out var read)) return;
        text.Append(Encoding.UTF8.GetString(read.Buffer));
        reader.AdvanceTo(read.Buffer.End);
    }

    // Nothing here may keep an observation alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Show(int from, int count)
    {
        for (var number = from; number < from + count; number++)
        {
            var at = DateTimeOffset.UnixEpoch.AddMilliseconds(number);
            var frame = pool.TryRent(new byte[pool.Layout.ByteCount], number, TimeSpan.FromMilliseconds(number), at, number)!;
            var seen = new Observation(Camera, 1, at, TimeSpan.FromMilliseconds(number), number, []);
            shown.Add(new WeakReference(seen));
            live.OnAnalysed(frame, seen, 0, TimeSpan.Zero);
            frame.Release();
        }
    }

    private int Kept()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return shown.Count(one => one.IsAlive);
    }
}
