using Fresnel.Entities.Reading;
using Fresnel.Reading.Tests.Support;

namespace Fresnel.Reading.Tests.Events;

public abstract partial class EventSourceCompliance
{
    [Theory]
    [InlineData("""{"amount":1,"_":{"at":"2026-03-01T12:00:00Z","activation":1}""", "counter.added/1", "depth")]
    [InlineData("""{"amount":1,"_":{"at":"2026-03-01T12:00:00Z","activation":1}}}""", "counter.added/1", "invalid")]
    [InlineData("""{"amount":1}""", "counter.added/1", "no property '_'")]
    [InlineData("""{"_":{"at":"yesterday","activation":1}}""", "counter.added/1", "'at' or 'activation'")]
    [InlineData("""{"_":{"at":"2026-03-01T12:00:00Z","activation":"x"}}""", "counter.added/1", "")]
    [InlineData("""{"_":{"at":"2026-03-01T12:00:00Z","activation":1,"mustRun":"x"}}""", "counter.added/1", "true or false")]
    [InlineData("""[]""", "counter.added/1", "not a JSON object")]
    [InlineData("", "counter.added/1", "")]
    [InlineData("""{"_":{"at":"2026-03-01T12:00:00Z","activation":1}}""", "counter.added", "manifest 'counter.added'")]
    [InlineData("""{"_":{"at":"2026-03-01T12:00:00Z","activation":1}}""", "counter.added/x", "manifest 'counter.added/x'")]
    public async Task Read_DamagedEvent_NamesEntityAndNumber(string json, string manifest, string words)
    {
        var source = (await Store.OpenAsync()).Events;
        var row = JournalRow.Raw("counter/front", 2, json, manifest);
        await Store.InsertAsync(JournalRow.Event("counter/front", 1), row, JournalRow.Event("counter/front", 3));

        var page = await source.ReadAsync(source.Start, 10, None);
        var damaged = await Assert.ThrowsAsync<EventUnreadableException>(async () => await source.ReadAsync(page.Next, 10, None));

        Assert.Equal([1L], page.Events.Select(e => e.Seq));
        Assert.Equal(("counter/front", 2L), (damaged.Entity, damaged.Seq));
        Assert.StartsWith("Event 2 of counter/front cannot be read: ", damaged.Message, StringComparison.Ordinal);
        Assert.Contains(words, damaged.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', damaged.Message);
        Assert.Equal([3L], (await source.ReadAsync(damaged.Cursor, 10, None)).Events.Select(e => e.Seq));
        await Assert.ThrowsAsync<EventUnreadableException>(async () => await source.ReadEntityAsync(Front, null, 10, false, None));
    }

    [Fact]
    public async Task Read_NameThatIsNoEntity_IsNamed()
    {
        var source = (await Store.OpenAsync()).Events;
        await Store.InsertAsync(JournalRow.Event("nonsense", 4));

        var damaged = await Assert.ThrowsAsync<EventUnreadableException>(async () => await source.ReadAsync(source.Start, 10, None));

        Assert.Equal("Event 4 of nonsense cannot be read: its persistence id is not of the form kind/name.", damaged.Message);
    }
}
