using Fresnel.Journal.Events;
using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Tests.Events;

public abstract partial class JournalCompliance
{
    [Fact]
    public async Task Claim_OfTheCurrentBaton_RaisesTheEpoch()
    {
        var baton = Assert.Single(await Journal.AdvanceBatonsAsync([3], None));
        var first = await Journal.ClaimAsync(3, baton, "node-1", None);
        var second = await Journal.ClaimAsync(3, baton, "node-2", None);

        Assert.Equal(first + 1, second);
        await ReopenAsync();
        Assert.Equal(new ShardRecord(3, second!.Value, baton, "node-2"), (await Journal.ReadShardsAsync(None))[3]);
    }

    [Fact]
    public async Task Claim_WithAnOldOrInventedBaton_ChangesNothing()
    {
        var old = Assert.Single(await Journal.AdvanceBatonsAsync([3], None));
        var current = Assert.Single(await Journal.AdvanceBatonsAsync([3], None));
        await Journal.ClaimAsync(3, current, "node-1", None);

        Assert.Null(await Journal.ClaimAsync(3, old, "node-2", None));
        Assert.Null(await Journal.ClaimAsync(3, current + 1, "node-2", None));

        Assert.Equal(("node-1", 1L), ((await Journal.ReadShardsAsync(None))[3].Owner, (await Journal.ReadShardsAsync(None))[3].Epoch));
    }

    [Fact]
    public async Task Claim_BeforeAnyBatonWasMade_IsRefused()
    {
        Assert.Equal(new ShardRecord(5, 0, 0, null), (await Journal.ReadShardsAsync(None))[5]);
        Assert.Null(await Journal.ClaimAsync(5, 0, "node-1", None));
    }

    [Fact]
    public async Task AdvanceBatons_OfAllShards_ReturnsTheirGenerationsInOrder()
    {
        await Journal.AdvanceBatonsAsync([2], None);

        Assert.Equal([2, 1, 1], await Journal.AdvanceBatonsAsync([2, 1, 7], None));
        Assert.Equal([1, 1, 2, 0, 0, 0, 0, 1], (await Journal.ReadShardsAsync(None)).Select(s => s.Baton));
    }

    [Fact]
    public async Task Claim_WhileAppendsRun_FencesAllThatCameLater()
    {
        var appends = Enumerable.Range(0, 300).Select(i => AppendAsync(Appends.To(new StreamKey("camera", $"c{i}"), Epoch, 0))).ToArray();
        var newer = await TakeAsync(0, "node-2");
        var outcomes = await Task.WhenAll(appends);

        Assert.All(outcomes, o => Assert.True(o is AppendOutcome.Accepted or AppendOutcome.Fenced));
        Assert.Equal(outcomes.Count(o => o is AppendOutcome.Accepted), (await ReadAllAsync()).Count);
        Assert.Equal(new AppendOutcome.Fenced(newer), await AppendAsync(Appends.To(Front, Epoch, 0)));
    }

    [Fact]
    public async Task ReadEntities_OfAShard_AreThoseThatWroteInIt()
    {
        var other = await TakeAsync(1);
        await AppendAsync(Appends.To(Front, Epoch, 0, events: 2) with { Status = "enabled" });
        await AppendAsync(Appends.To(Back, Epoch, 0));
        await AppendAsync(Appends.To(new StreamKey("camera", "elsewhere"), other, 0, shard: 1));

        Assert.Equal([new EntityRecord(Back, 1, null), new EntityRecord(Front, 2, "enabled")], await Journal.ReadEntitiesAsync(0, None));
        Assert.Empty(await Journal.ReadEntitiesAsync(2, None));
    }

    [Fact]
    public async Task ListHeads_OfAKind_ComeInPages()
    {
        foreach (var id in new[] { "c", "a", "e", "b", "d" }) await AppendAsync(Appends.To(new StreamKey("camera", id), Epoch, 0));
        await AppendAsync(Appends.To(new StreamKey("session", "x"), Epoch, 0));

        var first = await Journal.ListHeadsAsync("camera", null, 3, None);
        var second = await Journal.ListHeadsAsync("camera", first[^1].Stream.Id, 3, None);

        Assert.Equal(["a", "b", "c"], first.Select(h => h.Stream.Id));
        Assert.Equal(["d", "e"], second.Select(h => h.Stream.Id));
        Assert.Equal(new StreamHead(new StreamKey("camera", "d"), 0, 1, null), second[0]);
    }

    [Fact]
    public async Task Snapshot_SavedTwice_TheNewerIsFound()
    {
        Assert.Null(await Journal.FindSnapshotAsync(Front, None));
        await Journal.SaveSnapshotAsync(Front, new StoredSnapshot(200, Appends.Message("test.state", "1")), None);
        await Journal.SaveSnapshotAsync(Front, new StoredSnapshot(400, Appends.Message("test.state", "2")), None);
        await ReopenAsync();

        var found = await Journal.FindSnapshotAsync(Front, None);

        Assert.Equal((400, "2", "test.state", 1), (found!.Seq, found.State.Text(), found.State.Type, found.State.Version));
        Assert.Null(await Journal.FindSnapshotAsync(Back, None));
    }
}
