namespace Fresnel.Journal.Tests.Support;

/// <summary>Waits for what another task is about to bring about.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition()) await Task.Delay(10, limit.Token);
    }
}
