using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Fresnel.Kernel.Tests.Support;

/// <summary>Waits for what other threads will do, generously.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > Patience) Assert.Fail($"Not true within {Patience}: {what}");
            await Task.Delay(2);
        }
    }

    public static Task WithinAsync(Task task) => task.WaitAsync(Patience);

    public static Task<T> WithinAsync<T>(Task<T> task) => task.WaitAsync(Patience);
}
