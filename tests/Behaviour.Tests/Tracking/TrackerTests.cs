using System.Drawing;
using Fresnel.Behaviour.Tracking;

namespace Fresnel.Behaviour.Tests.Tracking;

public sealed class TrackerTests
{
    private static readonly RectangleF Here = new(100, 100, 50, 100);
    private static readonly RectangleF There = new(400, 100, 50, 100);

    [Fact]
    public void Update_TrackSeenOften_IsNumberedFromTheThirdTime()
    {
        var tracker = new Tracker(new TrackerOptions());
        Assert.Null(See(tracker, 0, Here));
        Assert.Null(See(tracker, 0.1, Here));
        Assert.Empty(tracker.Confirmed);
        Assert.Equal(1, See(tracker, 0.2, Here));
        var track = Assert.Single(tracker.Confirmed);
        Assert.Equal((1, 3, true), (track.Id, track.Hits, track.Seen));
    }

    [Fact]
    public void Update_TrackersOfALaterRun_CarryTheNumberingOn()
    {
        var tracker = new Tracker(new TrackerOptions { MinHits = 1 }, firstId: 42);
        Assert.Equal(42, See(tracker, 0, Here));
        Assert.Equal(43, tracker.NextId);
    }

    [Theory]
    [InlineData(1.9, 1)]
    [InlineData(2.1, null)]
    public void Update_GapOfSeconds_IsBridgedUpToMaxAge(double gap, int? expected)
    {
        var tracker = new Tracker(new TrackerOptions());
        for (var i = 0; i < 5; i++) See(tracker, i * 0.1, Here);
        Assert.Equal((long?)expected, See(tracker, 0.4 + gap, Here));
    }

    [Fact]
    public void Update_EmptyFramesInTheGap_AgeByTimeAndNotByCount()
    {
        var tracker = new Tracker(new TrackerOptions());
        for (var i = 0; i < 5; i++) See(tracker, i * 0.1, Here);
        for (var i = 0; i < 1000; i++) tracker.Update(TimeSpan.FromSeconds(0.5 + (i * 0.001)), [], []);
        var waiting = Assert.Single(tracker.Confirmed);
        Assert.False(waiting.Seen);
        Assert.Equal(1, See(tracker, 1.6, Here));
    }

    [Fact]
    public void Update_UnconfirmedTrackMissed_IsForgottenSoon()
    {
        var tracker = new Tracker(new TrackerOptions());
        See(tracker, 0, Here);
        See(tracker, 0.1, Here);
        tracker.Update(TimeSpan.FromSeconds(0.5), [], []);
        Assert.Null(See(tracker, 0.6, Here));
    }

    [Fact]
    public void Update_SlowFrames_StillConfirm()
    {
        var tracker = new Tracker(new TrackerOptions());
        See(tracker, 0, Here);
        See(tracker, 1.5, Here);
        Assert.Equal(1, See(tracker, 3, Here));
    }

    [Fact]
    public void Update_LowScore_ContinuesATrackButBeginsNone()
    {
        var tracker = new Tracker(new TrackerOptions());
        for (var i = 0; i < 3; i++) tracker.Update(TimeSpan.FromSeconds(i * 0.1), [new(0, 1, Here), new(0, 0.3f, There)], new long?[2]);
        var ids = new long?[3];
        tracker.Update(TimeSpan.FromSeconds(0.3), [new(0, 0.3f, There), new(0, 0.3f, Here), new(0, 0.05f, There)], ids);
        Assert.Equal([null, 1, null], ids);
    }

    [Fact]
    public void Update_HighDetection_IsPreferredToACloserLowOne()
    {
        var tracker = new Tracker(new TrackerOptions());
        for (var i = 0; i < 3; i++) See(tracker, i * 0.1, Here);
        var ids = new long?[2];
        tracker.Update(TimeSpan.FromSeconds(0.3), [new(0, 0.3f, Here), new(0, 2, new RectangleF(108, 100, 50, 100))], ids);
        Assert.Equal([null, 1], ids);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, 1)]
    public void Update_OtherLabel_ContinuesOnlyWhereClassesDoNotMatter(bool classAware, int? expected)
    {
        var tracker = new Tracker(new TrackerOptions { ClassAware = classAware });
        for (var i = 0; i < 3; i++) See(tracker, i * 0.1, Here);
        var ids = new long?[1];
        tracker.Update(TimeSpan.FromSeconds(0.3), [new(7, 1, Here)], ids);
        Assert.Equal((long?)expected, ids[0]);
    }

    [Fact]
    public void Update_TimeStepsBackALittle_KeepsTracks()
    {
        var tracker = new Tracker(new TrackerOptions());
        for (var i = 0; i < 3; i++) See(tracker, 10 + (i * 0.1), Here);
        Assert.Equal(1, See(tracker, 10.1, Here));
        Assert.Equal(1, See(tracker, 10.1, Here));
    }

    [Fact]
    public void Update_TimeStartsAnew_EndsTracksAndGoesOnNumbering()
    {
        var tracker = new Tracker(new TrackerOptions());
        for (var i = 0; i < 3; i++) See(tracker, 100 + (i * 0.1), Here);
        Assert.Null(See(tracker, 0, Here));
        Assert.Null(See(tracker, 0.1, Here));
        Assert.Equal(2, See(tracker, 0.2, Here));
    }

    [Fact]
    public void Update_UnusableBoxes_AreLeftAlone()
    {
        var tracker = new Tracker(new TrackerOptions { MinHits = 1 });
        DetectedBox[] boxes =
        [
            new(0, float.NaN, Here), new(0, 1, new RectangleF(float.NaN, 0, 1, 1)), new(0, 1, new RectangleF(0, 0, 0, 10)),
            new(0, 1, new RectangleF(0, 0, 10, -1)), new(0, float.PositiveInfinity, Here), new(0, 1, There),
        ];
        var ids = new long?[boxes.Length];
        tracker.Update(TimeSpan.Zero, boxes, ids);
        Assert.Equal([null, null, null, null, null, 1], ids);
    }

    [Fact]
    public void Confirmed_MovingTrack_KnowsItsVelocity()
    {
        var tracker = new Tracker(new TrackerOptions());
        for (var i = 0; i < 40; i++) See(tracker, i * 0.1, new RectangleF(i * 6, 100, 50, 100));
        var track = Assert.Single(tracker.Confirmed);
        Assert.InRange(track.VelocityX, 57, 63);
        Assert.InRange(track.VelocityY, -1, 1);
        Assert.InRange(track.Box.X, 39 * 6 - 2, (39 * 6) + 2);
    }

    [Fact]
    public void Reset_Tracks_EndAndNumbersGoOn()
    {
        var tracker = new Tracker(new TrackerOptions { MinHits = 1 });
        See(tracker, 0, Here);
        tracker.Reset();
        Assert.Empty(tracker.Confirmed);
        Assert.Equal(2, See(tracker, 0.1, Here));
    }

    [Fact]
    public void Update_SteadyState_AllocatesNothing()
    {
        var tracker = new Tracker(new TrackerOptions());
        var scene = new Scene(5);
        var walkers = Enumerable.Range(0, 20).Select(i => new Scene.Walker(i * 200, 50, 30, 0, 100)).ToArray();
        var frames = Enumerable.Range(0, 400).Select(i => scene.Frame(walkers, i * 0.05, 0.03, 0.1, 0.5).Boxes).ToArray();
        var ids = new long?[21];
        void Run(int from, int to)
        {
            for (var i = from; i < to; i++) tracker.Update(TimeSpan.FromSeconds(i * 0.05), frames[i], ids.AsSpan(0, frames[i].Length));
        }

        Run(0, 300);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(300, 400);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Options_OutOfRange_NameTheOptionTheValueAndTheRange()
    {
        var error = Assert.Throws<ArgumentException>(() => new Tracker(new TrackerOptions { MinIou = 1.5 }));
        Assert.Equal("Tracker.MinIou is 1.5; allowed is 0.01 to 0.99.", error.Message);
        Assert.Throws<ArgumentException>(() => new Tracker(new TrackerOptions { MaxAge = TimeSpan.FromHours(1) }));
        Assert.Throws<ArgumentException>(() => new Tracker(new TrackerOptions { MeasurementNoise = double.NaN }));
        Assert.Throws<ArgumentException>(() => new Tracker(new TrackerOptions { LowScore = 0.6 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tracker(new TrackerOptions(), 0));
    }

    [Fact]
    public void Update_RoomForIdsOfAnotherLength_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new Tracker(new TrackerOptions()).Update(TimeSpan.Zero, [new(0, 1, Here)], []));

    private static long? See(Tracker tracker, double seconds, RectangleF box)
    {
        var ids = new long?[1];
        tracker.Update(TimeSpan.FromSeconds(seconds), [new DetectedBox(0, 1, box)], ids);
        return ids[0];
    }
}
