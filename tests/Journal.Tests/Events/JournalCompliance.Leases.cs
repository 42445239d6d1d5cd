using Fresnel.Tests.Stores;

namespace Fresnel.Journal.Tests.Events;

public abstract partial class JournalCompliance
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Lease_Held_IsNotAnothersAndIsRenewed()
    {
        Assert.Null(await Journal.FindLeaseAsync("lighthouse", None));
        var first = await Journal.TakeLeaseAsync("lighthouse", "a", Hour, None);
        var other = await Journal.TakeLeaseAsync("lighthouse", "b", Hour, None);
        var renewed = await Journal.TakeLeaseAsync("lighthouse", "a", 2 * Hour, None);

        Assert.Equal(("a", 1L, true), (first.Holder, first.Epoch, first.Held));
        Assert.Equal(first, other);
        Assert.Equal(("a", 1L, true), (renewed.Holder, renewed.Epoch, renewed.Held));
        Assert.True(renewed.Until > first.Until);
        await ReopenAsync();
        Assert.Equal(renewed, await Journal.FindLeaseAsync("lighthouse", None));
        Assert.Equal("b", (await Journal.TakeLeaseAsync("another", "b", Hour, None)).Holder);
    }

    [Fact]
    public async Task Lease_Over_IsWhoeverTakesItNext()
    {
        await Journal.TakeLeaseAsync("lighthouse", "a", TimeSpan.FromMilliseconds(20), None);
        await Wait.UntilAsync(async () => !(await Journal.FindLeaseAsync("lighthouse", None))!.Held);

        var same = await Journal.TakeLeaseAsync("lighthouse", "a", TimeSpan.FromMilliseconds(20), None);
        await Wait.UntilAsync(async () => !(await Journal.FindLeaseAsync("lighthouse", None))!.Held);
        var next = await Journal.TakeLeaseAsync("lighthouse", "b", Hour, None);

        Assert.Equal(("a", 1L), (same.Holder, same.Epoch));
        Assert.Equal(("b", 2L, true), (next.Holder, next.Epoch, next.Held));
        Assert.Equal("b", (await Journal.TakeLeaseAsync("lighthouse", "a", Hour, None)).Holder);
    }

    [Fact]
    public async Task Lease_Released_IsFreeAndOnlyItsHolderCanReleaseIt()
    {
        await Journal.TakeLeaseAsync("lighthouse", "a", Hour, None);
        await Journal.ReleaseLeaseAsync("lighthouse", "b", None);
        Assert.True((await Journal.FindLeaseAsync("lighthouse", None))!.Held);

        await Journal.ReleaseLeaseAsync("lighthouse", "a", None);

        var free = await Journal.FindLeaseAsync("lighthouse", None);
        Assert.Equal(("a", 1L, false), (free!.Holder, free.Epoch, free.Held));
        Assert.Equal(("b", 2L), ((await Journal.TakeLeaseAsync("lighthouse", "b", Hour, None)).Holder, (await Journal.FindLeaseAsync("lighthouse", None))!.Epoch));
    }

    [Fact]
    public async Task Lease_WantedByManyAtOnce_IsOnes()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => await Journal.TakeLeaseAsync("lighthouse", $"node-{i}", Hour, None)));

        Assert.Single(taken.Select(lease => lease.Holder).Distinct());
        Assert.All(taken, lease => Assert.Equal(1, lease.Epoch));
    }

    [Theory]
    [InlineData("", "a", 1)]
    [InlineData("lighthouse", "", 1)]
    [InlineData("lighthouse", "a", 0)]
    [InlineData("lighthouse", "a", 25)]
    public async Task Lease_BadWish_IsAnError(string name, string holder, int hours) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Journal.TakeLeaseAsync(name, holder, TimeSpan.FromHours(hours), None));
}
