namespace Fresnel.Engine.Tests;

/// <summary>Waits for conditions, generously: the machine may be busy.</summary>
internal static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Until the probe says yes.</summary>
    public static Task UntilAsync(Func<bool> probe, string what) => UntilAsync(() => Task.FromResult(probe()), what);

    /// <summary>Until the probe says yes.</summary>
    public static async Task UntilAsync(Func<Task<bool>> probe, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await probe())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"waited {Limit.TotalSeconds:0} s in vain: {what}");
            await Task.Delay(Look);
        }
    }
}
