using System.Drawing;
using Fresnel.Behaviour.Episodes;
using Xunit.Abstractions;

namespace Fresnel.Behaviour.Tests.Episodes;

public sealed class EpisodeDetectorTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Observe_SomeonePresent_OpensAndClosesAfterTheQuietPeriod()
    {
        var detector = new EpisodeDetector(new EpisodeOptions());
        Assert.False(detector.Observe(At(0), 0, null).IsChange);
        Assert.Equal(At(1), detector.Observe(At(1), 2, null).Opened!.Value.Start);
        Assert.False(detector.Observe(At(2), 3, null).IsChange);
        Assert.False(detector.Observe(At(4.9), 0, null).IsChange);
        var decision = detector.Observe(At(5), 0, null);
        Assert.Equal(new Episode(At(1), At(2), 3, null), decision.Closed);
        Assert.Equal(EpisodeEnd.Quiet, decision.End);
        Assert.Null(detector.Open);
    }

    [Fact]
    public void Observe_ShortAbsence_IsTheSameEpisode()
    {
        var detector = new EpisodeDetector(new EpisodeOptions());
        detector.Observe(At(0), 1, null);
        detector.Observe(At(2.5), 0, null);
        Assert.False(detector.Observe(At(2.9), 1, null).IsChange);
        Assert.Equal(At(2.9), detector.Open!.Value.LastSeen);
    }

    [Fact]
    public void Observe_LongStay_IsSplitAtTheMaximumLength()
    {
        var detector = new EpisodeDetector(new EpisodeOptions());
        EpisodeDecision decision = default;
        for (var t = 0; t <= 60; t++) decision = detector.Observe(At(t), 1, null);
        Assert.Equal(EpisodeEnd.MaxLength, decision.End);
        Assert.Equal((At(0), At(59)), (decision.Closed!.Value.Start, decision.Closed.Value.LastSeen));
        Assert.Equal(At(60), decision.Opened!.Value.Start);
    }

    [Fact]
    public void Observe_NoFramesForLong_ClosesTheOldAndOpensANew()
    {
        var detector = new EpisodeDetector(new EpisodeOptions());
        detector.Observe(At(0), 1, null);
        var decision = detector.Observe(At(300), 1, null);
        Assert.Equal((At(0), EpisodeEnd.Quiet), (decision.Closed!.Value.LastSeen, decision.End));
        Assert.Equal(At(300), decision.Opened!.Value.Start);
    }

    [Fact]
    public void Observe_ClockSetBack_ClosesTheOldAndOpensANew()
    {
        var detector = new EpisodeDetector(new EpisodeOptions());
        detector.Observe(At(0), 1, null);
        detector.Observe(At(2), 1, null);
        var decision = detector.Observe(At(-3600), 1, null);
        Assert.Equal((At(0), At(2)), (decision.Closed!.Value.Start, decision.Closed.Value.LastSeen));
        Assert.Equal(At(-3600), decision.Opened!.Value.Start);
        Assert.False(detector.Observe(At(-3601), 1, null).IsChange); // a little is no other time
        Assert.Equal(At(-3600), detector.Open!.Value.LastSeen);
    }

    [Fact]
    public void Observe_AnyClock_NeverLeavesAnEpisodeOpenForLongOrOfNegativeLength()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var options = new EpisodeOptions();
        var detector = new EpisodeDetector(options);
        var clock = 0.0;
        var unseen = 0.0;
        for (var step = 0; step < 20_000; step++)
        {
            clock += random.Next(200) == 0 ? random.Next(-3600, 3600) : 0;
            clock += 0.1;
            var present = unseen > 0 || random.Next(60) == 0 ? 0 : 1;
            unseen = present == 1 ? 0 : unseen > 8 ? 0 : unseen + 0.1;
            var decision = detector.Observe(At(clock), present, null);
            foreach (var episode in new[] { decision.Closed, decision.Opened, detector.Open })
                Assert.True(episode is null || episode.Value.LastSeen >= episode.Value.Start, $"{episode}");
            Assert.True(detector.Open is null || unseen < 2 * options.QuietPeriod.TotalSeconds + 0.2, $"open after {unseen:0.0} s without anybody, at step {step}");
        }
    }

    [Fact]
    public void Observe_BetterPictures_ReplaceWorseOnes()
    {
        var detector = new EpisodeDetector(new EpisodeOptions());
        Assert.True(detector.Observe(At(0), 1, Picture(0, 1, 10)).NewBest);
        Assert.False(detector.Observe(At(0.1), 1, Picture(1, 2, 5)).NewBest);
        Assert.True(detector.Observe(At(0.2), 1, Picture(2, 1, 11)).NewBest);
        Assert.False(detector.Observe(At(0.3), 0, Picture(3, 9, 99)).NewBest);
        Assert.Equal(2, detector.Open!.Value.Best!.Value.Frame);
    }

    [Fact]
    public void Observe_ResumedEpisode_CarriesOn()
    {
        var first = new EpisodeDetector(new EpisodeOptions());
        first.Observe(At(0), 1, Picture(0, 1, 10));
        var second = new EpisodeDetector(new EpisodeOptions(), first.Open);
        Assert.False(second.Observe(At(1), 2, Picture(1, 1, 1)).IsChange);
        Assert.Equal(new Episode(At(0), At(1), 2, Picture(0, 1, 10)), second.Open);
    }

    [Fact]
    public void AdvanceAndEnd_NoFrames_CloseToo()
    {
        var detector = new EpisodeDetector(new EpisodeOptions());
        Assert.False(detector.End().IsChange);
        detector.Observe(At(0), 1, null);
        Assert.False(detector.Advance(At(2)).IsChange);
        Assert.Equal(EpisodeEnd.Quiet, detector.Advance(At(3)).End);
        detector.Observe(At(4), 1, null);
        var ended = detector.End();
        Assert.Equal((At(4), EpisodeEnd.Ended), (ended.Closed!.Value.LastSeen, ended.End));
    }

    [Fact]
    public void Options_OutOfRange_NameTheOptionTheValueAndTheRange()
    {
        var error = Assert.Throws<ArgumentException>(() => new EpisodeDetector(new EpisodeOptions { QuietPeriod = TimeSpan.Zero }));
        Assert.Equal("Episodes.QuietPeriod is 0 s; allowed is 0.1 s to 600 s.", error.Message);
    }

    [Fact]
    public void Observe_AnySightings_MakesEpisodesThatCoverExactlyThem()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var run = 0; run < 100; run++)
        {
            var options = new EpisodeOptions();
            var detector = new EpisodeDetector(options);
            var sightings = new List<DateTimeOffset>();
            var episodes = new List<Episode>();
            var opened = 0;
            var now = Start;
            for (var frame = 0; frame < 500; frame++)
            {
                now += TimeSpan.FromSeconds(random.NextDouble() * (random.Next(10) == 0 ? 6 : 0.8));
                var present = random.Next(3);
                if (present > 0) sightings.Add(now);
                var decision = detector.Observe(now, present, null);
                if (decision.Closed is { } closed) episodes.Add(closed);
                if (decision.Opened is not null) opened++;
            }

            if (detector.End().Closed is { } last) episodes.Add(last);
            Assert.Equal(opened, episodes.Count);
            Assert.All(sightings, s => Assert.Single(episodes, e => e.Start <= s && s <= e.LastSeen));
            Assert.All(episodes, e => Assert.True(e.LastSeen - e.Start <= options.MaxLength));
            Assert.All(episodes.Zip(episodes.Skip(1)), p => Assert.True(p.First.LastSeen < p.Second.Start));
            Assert.All(episodes, e => Assert.Contains(e.Start, sightings));
            Assert.All(episodes, e => Assert.Contains(e.LastSeen, sightings));
        }
    }

    private static DateTimeOffset At(double seconds) => Start + TimeSpan.FromSeconds(seconds);

    private static SnapshotCandidate Picture(long frame, float score, float side) => new(At(frame), frame, score, new RectangleF(0, 0, side, side));
}
