using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Fresnel.Reading.Tests.Support;

/// <summary>Waits for what another task is about to bring about.</summary>
internal static class Wait
{
    /// <summary>The longest wait for anything in these tests.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static async Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Limit, $"Waited {Limit.TotalSeconds:0} s in vain: {what}.");
            await Task.Delay(10);
        }
    }
}
