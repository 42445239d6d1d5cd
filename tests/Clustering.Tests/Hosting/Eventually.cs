namespace Fresnel.Clustering.Tests.Hosting;

/// <summary>Waits for conditions.</summary>
public static class Eventually
{
    /// <summary>Waits until the condition holds; fails with its name after a minute. <paramref name="meanwhile"/> runs between looks.</summary>
    public static async Task TrueAsync(string what, Func<bool> condition, Func<Task>? meanwhile = null)
    {
        for (var i = 0; i < 6_000; i++)
        {
            if (condition()) return;
            if (meanwhile is not null) await meanwhile();
            await Task.Delay(10);
        }

        Assert.Fail($"After a minute still not: {what}.");
    }
}
