using System.Diagnostics;
using Fresnel.Reading.Tests.Support;

namespace Fresnel.Reading.Tests.Plugins;

public sealed class SqlitePluginTests : PluginCompliance
{
    [Fact]
    public async Task Recovery_WhileAnotherHoldsTheWriteLock_DoesNotWait()
    {
        await using var system = await TestSystem.StartAsync(Store.Options);
        var first = system.Start("a");
        await TestSystem.AskAsync<int>(first, new Add("a", 1));
        await TestSystem.StopAsync(first);
        await using var writer = ((SqliteTestStore)Store).Connect();
        await using var transaction = writer.BeginTransaction(deferred: false);

        Assert.Equal(new Recovered(1, false, 1, 1), await TestSystem.AskAsync<Recovered>(system.Start("a"), new Ask("a")));
    }

    [Fact]
    public async Task Persist_FileBusyForAMoment_WaitsAboutAsLong()
    {
        await using var system = await TestSystem.StartAsync(Store.Options);
        var actor = system.Start("a");
        await TestSystem.AskAsync<int>(actor, new Add("a", 1));
        await using var writer = ((SqliteTestStore)Store).Connect();

        // The driver alone would look again after 150 ms.
        var shortest = TimeSpan.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            await using var transaction = writer.BeginTransaction(deferred: false);
            var watch = Stopwatch.StartNew();
            var answer = TestSystem.AskAsync<int>(actor, new Add("a", 1));
            await Task.Delay(30);
            Assert.False(answer.IsCompleted);
            await transaction.RollbackAsync();
            await answer;
            if (watch.Elapsed < shortest) shortest = watch.Elapsed;
        }

        Assert.True(shortest < TimeSpan.FromMilliseconds(140), $"The shortest wait was {shortest.TotalMilliseconds:0} ms.");
    }

    private protected override Task<TestStore> CreateAsync() => Task.FromResult<TestStore>(new SqliteTestStore());
}
