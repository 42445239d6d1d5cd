using Fresnel.Behaviour.Tracking;
using Xunit.Abstractions;

namespace Fresnel.Behaviour.Tests.Tracking;

public sealed class TrackerProperties(ITestOutputHelper output)
{
    [Fact]
    public void Update_AnyInput_GivesUniqueAscendingNumbersThatAreNeverReused()
    {
        var random = Seeded(out var seed);
        var scene = new Scene(seed);
        for (var run = 0; run < 40; run++)
        {
            var walkers = Walkers(random);
            var tracker = new Tracker(new TrackerOptions());
            var everSeen = new HashSet<long>();
            var ended = new HashSet<long>();
            var time = 0.0;
            long highest = 0;
            for (var frame = 0; frame < 150; frame++)
            {
                var (boxes, _) = scene.Frame(walkers, time, 0.2, 0.4, 1);
                var ids = Update(tracker, time, boxes);
                var given = ids.OfType<long>().ToArray();
                Assert.Equal(given.Length, given.Distinct().Count());
                var alive = tracker.Confirmed.Select(t => t.Id).ToArray();
                Assert.Equal(alive.Order(), alive);
                Assert.Equal(tracker.Confirmed.Where(t => t.Seen).Select(t => t.Id), given.Order());
                foreach (var id in alive)
                {
                    Assert.DoesNotContain(id, ended);
                    if (everSeen.Add(id)) Assert.True(id > highest, $"track {id} appeared after {highest}");
                }

                highest = everSeen.Count == 0 ? 0 : everSeen.Max();
                Assert.Equal(highest + 1, tracker.NextId);
                ended.UnionWith(everSeen.Except(alive));
                time += random.NextDouble() * (random.Next(20) == 0 ? 3 : 0.3);
            }
        }
    }

    [Fact]
    public void Update_SameInputTwice_GivesTheSameOutput()
    {
        var random = Seeded(out var seed);
        var walkers = Walkers(random);
        Assert.Equal(Run(), Run());

        List<string> Run()
        {
            var scene = new Scene(seed);
            var tracker = new Tracker(new TrackerOptions());
            var log = new List<string>();
            for (var frame = 0; frame < 300; frame++)
            {
                var (boxes, _) = scene.Frame(walkers, frame * 0.1, 0.1, 0.3, 0.5);
                log.Add(string.Join(',', Update(tracker, frame * 0.1, boxes)) + string.Join(';', tracker.Confirmed));
            }

            return log;
        }
    }

    [Fact]
    public void Update_PeopleWalkingApart_KeepOneNumberThroughMissesAndIrregularFrames()
    {
        var random = Seeded(out var seed);
        for (var run = 0; run < 30; run++)
        {
            var scene = new Scene(seed + run);
            var walkers = Enumerable.Range(0, 8)
                .Select(i => new Scene.Walker(random.Next(1500), i * 300, (random.NextDouble() - 0.5) * 160, (random.NextDouble() - 0.5) * 10, 60 + random.Next(100)))
                .ToArray();
            var tracker = new Tracker(new TrackerOptions());
            var numberOf = new Dictionary<int, long>();
            var time = 0.0;
            for (var frame = 0; frame < 200; frame++)
            {
                var (boxes, truth) = scene.Frame(walkers, time, 0.04, 0.15);
                var ids = Update(tracker, time, boxes);
                for (var i = 0; i < ids.Length; i++)
                {
                    if (ids[i] is not { } id) continue;
                    if (!numberOf.TryAdd(truth[i], id)) Assert.Equal(numberOf[truth[i]], id);
                }

                time += 0.02 + (random.NextDouble() * 0.15);
            }

            Assert.Equal(walkers.Length, numberOf.Values.Distinct().Count());
        }
    }

    [Theory]
    [InlineData(0.04)]
    [InlineData(0.1)]
    [InlineData(0.2)]
    public void Update_PeopleCrossing_KeepTheirNumbers(double step)
    {
        var random = Seeded(out var seed);
        for (var run = 0; run < 50; run++)
        {
            var scene = new Scene(seed + run);
            // Side by side in depth, so their boxes overlap fully while they pass.
            Scene.Walker[] walkers = [new(0, 100, 80 + random.Next(60), 0, 120), new(600, 104, -80 - random.Next(60), 0, 112)];
            var tracker = new Tracker(new TrackerOptions());
            var numberOf = new Dictionary<int, long>();
            for (var time = 0.0; time < 5; time += step)
            {
                var (boxes, truth) = scene.Frame(walkers, time, 0.01);
                var ids = Update(tracker, time, boxes);
                for (var i = 0; i < ids.Length; i++)
                {
                    if (ids[i] is { } id && !numberOf.TryAdd(truth[i], id)) Assert.Equal(numberOf[truth[i]], id);
                }
            }

            Assert.Equal(2, numberOf.Count);
        }
    }

    [Fact]
    public void Update_AnyTimesAndBoxes_NeverThrowsAndNeverGivesANumberTwice()
    {
        var random = Seeded(out _);
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, 0, -5, 1e20f];
        for (var run = 0; run < 60; run++)
        {
            var tracker = new Tracker(new TrackerOptions());
            var seconds = 0.0;
            long last = 0;
            for (var frame = 0; frame < 120; frame++)
            {
                // Steady, a gap, a little back, an hour back or forward.
                seconds += random.Next(12) switch { 0 => 30, 1 => -0.5, 2 => -3600, 3 => 3600, 4 => 0, _ => 0.1 };
                var boxes = Enumerable.Range(0, random.Next(0, 25)).Select(_ => new DetectedBox(random.Next(3), Number(1.5f), new(Number(500), Number(400), Number(120), Number(200)))).ToArray();
                var ids = Update(tracker, seconds, boxes);
                var given = ids.OfType<long>().ToArray();
                Assert.Equal(given.Length, given.Distinct().Count());
                Assert.All(ids.Zip(boxes), pair => Assert.True(pair.First is null || pair.Second.IsUsable));
                Assert.All(tracker.Confirmed, track => Assert.True(track.Unseen >= TimeSpan.Zero));
                Assert.True(tracker.NextId >= last, "a number was given back");
                last = tracker.NextId;
            }
        }

        float Number(float most) => random.Next(15) == 0 ? odd[random.Next(odd.Length)] : random.NextSingle() * most;
    }

    [Fact]
    public void Update_DetectionsInAnotherOrder_GivesEachTheSameNumber()
    {
        var random = Seeded(out var seed);
        for (var run = 0; run < 30; run++)
        {
            var scene = new Scene(seed + run);
            var walkers = Walkers(random);
            var (one, other) = (new Tracker(new TrackerOptions()), new Tracker(new TrackerOptions()));
            for (var frame = 0; frame < 100; frame++)
            {
                var (boxes, _) = scene.Frame(walkers, frame * 0.1, 0.1, 0.3, 0.5);
                var order = Enumerable.Range(0, boxes.Length).ToArray();
                random.Shuffle(order);
                var ids = Update(one, frame * 0.1, boxes);
                var shuffled = Update(other, frame * 0.1, [.. order.Select(index => boxes[index])]);

                // Which of several new tracks gets which number depends on the order; who is followed and where does not.
                Assert.Equal(ids.Count(id => id is not null), shuffled.Count(id => id is not null));
                Assert.Equal(order.Select(index => ids[index] is null), shuffled.Select(id => id is null));
                Assert.Equal(Boxes(one), Boxes(other));
            }
        }

        static IEnumerable<System.Drawing.RectangleF> Boxes(Tracker tracker) => tracker.Confirmed.Select(track => track.Box).OrderBy(box => box.X).ThenBy(box => box.Y).ThenBy(box => box.Height);
    }

    private static Scene.Walker[] Walkers(Random random) => Enumerable.Range(0, 12)
        .Select(_ => new Scene.Walker(random.Next(800), random.Next(600), random.Next(-100, 100), random.Next(-50, 50), 40 + random.Next(120), random.Next(2)))
        .ToArray();

    private static long?[] Update(Tracker tracker, double seconds, DetectedBox[] boxes)
    {
        var ids = new long?[boxes.Length];
        tracker.Update(TimeSpan.FromSeconds(seconds), boxes, ids);
        return ids;
    }

    private Random Seeded(out int seed)
    {
        seed = Random.Shared.Next(1_000_000_000);
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
