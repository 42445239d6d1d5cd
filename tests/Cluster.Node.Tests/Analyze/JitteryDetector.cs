using System.Drawing;
using System.Security.Cryptography;
using Fresnel.Inference.Detection;
using Fresnel.Media.Frames;

namespace Fresnel.Cluster.Node.Tests.Analyze;

/// <summary>
/// Answers after random times, out of order, with boxes that follow from the picture alone: what no real model does often
/// enough to test order.
/// </summary>
internal sealed class JitteryDetector(Random random) : IDetector
{
    private readonly Lock gate = new();
    private int busy;

    public DetectorInfo Info { get; } = new("jittery", "1", new string('0', 64), ["thing"], "CPU", []);

    public DetectorStats Stats { get; } = new();

    /// <summary>The most requests there were at once.</summary>
    public int MostBusy { get; private set; }

    public static RectangleF BoxOf(Frame frame)
    {
        var hash = SHA256.HashData(frame.Data.Span);
        return new RectangleF(hash[0], hash[1], hash[2] + 1, hash[3] + 1);
    }

    public async ValueTask DetectAsync(Frame frame, InferenceClass urgency, TimeSpan deadline, List<Detected> results, CancellationToken cancellationToken)
    {
        int delay;
        lock (gate)
        {
            MostBusy = Math.Max(MostBusy, ++busy);
            delay = random.Next(15);
        }

        await Task.Delay(delay, cancellationToken);
        results.Clear();
        results.Add(new Detected(0, 1, BoxOf(frame)));
        lock (gate) busy--;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
