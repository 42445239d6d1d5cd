using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Fresnel.Tests.Stores;

/// <summary>Waits for what another task is about to bring about.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Patience, $"Waited {Patience.TotalSeconds:0} s in vain: {what}.");
            await Task.Delay(10);
        }
    }
}
