using Fresnel.Media.Frames;
using Fresnel.Media.Motion;

namespace Fresnel.Media.Tests.Motion;

public sealed class MotionGateTests
{
    private static readonly I420Layout Layout = new(331, 245);
    private readonly Random random = new(7);
    private readonly byte[] luma = new byte[Layout.LumaBytes];
    private TimeSpan now;

    [Fact]
    public void Gate_NoiseOnAStillScene_IsStill()
    {
        var gate = Settled();
        for (var i = 0; i < 50; i++) Assert.False(Feed(gate, noise: 12));
    }

    [Fact]
    public void Gate_LightChangesEverywhere_IsStill()
    {
        var gate = Settled();
        for (var i = 0; i < 20; i++) Assert.False(Feed(gate, noise: 4, light: 3 * i));
    }

    [Fact]
    public void Gate_SomethingSmallMoves_IsMovingUntilTheHoldIsOver()
    {
        var gate = Settled();
        for (var i = 0; i < 10; i++)
        {
            Assert.True(Feed(gate, noise: 4, objectAt: 20 + (10 * i)));
            Assert.InRange(gate.Fraction, 0.002, 0.1);
        }

        Assert.True(Feed(gate, noise: 4));
        for (var i = 0; i < 19; i++) Feed(gate, noise: 4);
        Assert.False(Feed(gate, noise: 4));
    }

    [Fact]
    public void Gate_SomethingIsLeftStanding_BecomesBackground()
    {
        var gate = Settled();
        Assert.True(Feed(gate, noise: 4, objectAt: 100));
        for (var i = 0; i < 600; i++) Feed(gate, noise: 4, objectAt: 100);
        Assert.False(gate.IsMoving);
    }

    [Fact]
    public void Gate_FirstFrameAndNewSize_CountAsMotion()
    {
        var gate = new MotionGate(new MotionGateOptions());
        Assert.True(Feed(gate, noise: 0));
        Assert.True(gate.Update(new I420Layout(16, 16), new byte[256], now + TimeSpan.FromSeconds(60)));
        Assert.False(gate.Update(new I420Layout(4, 4), new byte[16], now + TimeSpan.FromSeconds(120)));
    }

    [Fact]
    public void Gate_InSteadyState_AllocatesNothing()
    {
        var gate = Settled();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) gate.Update(Layout, luma, now += TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private MotionGate Settled()
    {
        var gate = new MotionGate(new MotionGateOptions());
        for (var i = 0; i < 40; i++) Feed(gate, noise: 4);
        Assert.False(gate.IsMoving);
        return gate;
    }

    // A gradient with noise, ten frames a second, and perhaps a bright thing of 24×24 pixels.
    private bool Feed(MotionGate gate, int noise, int light = 0, int? objectAt = null)
    {
        for (var i = 0; i < luma.Length; i++) luma[i] = (byte)Math.Clamp(60 + (i % Layout.Width / 4) + light + random.Next(-noise, noise + 1), 0, 255);
        if (objectAt is { } at)
        {
            for (var row = 100; row < 124; row++) luma.AsSpan((row * Layout.Width) + at, 24).Fill(230);
        }

        return gate.Update(Layout, luma, now += TimeSpan.FromMilliseconds(100));
    }
}
