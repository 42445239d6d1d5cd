using System.Diagnostics;

namespace Fresnel.Tests.Nodes;

/// <summary>Waits for conditions, generously: the machine may be busy.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>The first value that is there.</summary>
    public static async Task<T> ValueAsync<T>(Func<Task<T?>> probe, string what, TimeSpan? patience = null)
        where T : struct =>
        (T)await GetAsync<object>(async () => await probe() is { } found ? found : null, what, patience);

    /// <summary>The first object that is not null.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> probe, string what, TimeSpan? patience = null)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await probe() is { } found) return found;
            Assert.True(watch.Elapsed < (patience ?? Patience), $"Waited {watch.Elapsed.TotalSeconds:0} s in vain: {what}.");
            await Task.Delay(100);
        }
    }

    /// <summary>Until the probe says yes.</summary>
    public static Task IsAsync(Func<Task<bool>> probe, string what, TimeSpan? patience = null) =>
        GetAsync<object>(async () => await probe() ? new object() : null, what, patience);
}
