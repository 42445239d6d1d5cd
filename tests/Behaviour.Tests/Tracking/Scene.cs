using System.Drawing;
using Fresnel.Behaviour.Tracking;

namespace Fresnel.Behaviour.Tests.Tracking;

/// <summary>Synthetic people: straight walks seen with jitter, misses and false alarms.</summary>
internal sealed class Scene(int seed)
{
    private readonly Random random = new(seed);

    public sealed record Walker(double X, double Y, double VelocityX, double VelocityY, double Height, int Label = 0)
    {
        public RectangleF At(double seconds) =>
            new((float)(X + (VelocityX * seconds)), (float)(Y + (VelocityY * seconds)), (float)(Height / 2), (float)Height);
    }

    /// <summary>What a detector would report, and whose box each is (-1: nobody's), in shuffled order.</summary>
    public (DetectedBox[] Boxes, int[] Truth) Frame(IReadOnlyList<Walker> walkers, double seconds, double jitter = 0, double missed = 0, double falseAlarms = 0)
    {
        var found = new List<(DetectedBox, int)>();
        for (var w = 0; w < walkers.Count; w++)
        {
            if (random.NextDouble() < missed) continue;
            var box = walkers[w].At(seconds);
            box.Offset((float)(Noise() * jitter * box.Height), (float)(Noise() * jitter * box.Height));
            found.Add((new DetectedBox(walkers[w].Label, (float)(0.6 + random.NextDouble()), box), w));
        }

        if (random.NextDouble() < falseAlarms)
        {
            found.Add((new DetectedBox(0, (float)random.NextDouble(), new RectangleF(random.Next(2000), 2000 + random.Next(2000), 50, 100)), -1));
        }

        var order = found.ToArray();
        random.Shuffle(order);
        return (order.Select(f => f.Item1).ToArray(), order.Select(f => f.Item2).ToArray());
    }

    private double Noise() => (random.NextDouble() * 2) - 1;
}
