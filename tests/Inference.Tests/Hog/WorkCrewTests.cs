using Fresnel.Inference.Hog;

namespace Fresnel.Inference.Tests.Hog;

public sealed class WorkCrewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_ManyCalls_DoesEveryPieceOnce(int threads)
    {
        using var crew = new WorkCrew(threads);
        for (var call = 0; call < 2000; call++)
        {
            var done = new int[call % 17];
            crew.Run(done.Length, piece => Interlocked.Increment(ref done[piece]));
            Assert.All(done, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void Run_HelpersOfEarlierCallsWakeLate_NeverMoreThreadsThanTheCrewHas()
    {
        using var crew = new WorkCrew(2);
        int running = 0, most = 0;
        for (var call = 0; call < 300; call++)
        {
            crew.Run(4, static _ => { }); // over before its helper wakes
            crew.Run(4, _ =>
            {
                var now = Interlocked.Increment(ref running);
                while (now > Volatile.Read(ref most)) Volatile.Write(ref most, now);
                SpinWait.SpinUntil(() => Volatile.Read(ref running) > 2, 1);
                Interlocked.Decrement(ref running);
            });
        }

        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public void Run_APieceThatThrows_ThrowsAfterAllEndedAndCanRunAgain()
    {
        using var crew = new WorkCrew(3);
        var running = 0;
        for (var call = 0; call < 50; call++)
        {
            var fault = Assert.Throws<InvalidOperationException>(() => crew.Run(8, piece =>
            {
                Interlocked.Increment(ref running);
                try
                {
                    if (piece == 5) throw new InvalidOperationException("piece 5");
                }
                finally
                {
                    Interlocked.Decrement(ref running);
                }
            }));
            Assert.Equal("piece 5", fault.Message);
            Assert.Equal(0, Volatile.Read(ref running));
        }

        var sum = 0;
        crew.Run(10, piece => Interlocked.Add(ref sum, piece));
        Assert.Equal(45, sum);
    }
}
