using Fresnel.Kernel.EventSourcing;

namespace Fresnel.Journal.Tests.Events;

public abstract partial class JournalCompliance
{
    [Fact]
    public async Task Append_NewStream_ReadsBackAsWritten()
    {
        var append = Appends.To(Front, Epoch, 0, events: 3) with { Status = "enabled" };

        Assert.Equal(new AppendOutcome.Accepted(3), await AppendAsync(append));

        await ReopenAsync();
        var events = await ReadAsync(Front);
        Assert.Equal([1, 2, 3], events.Select(e => e.Seq));
        Assert.All(events, e =>
        {
            Assert.Equal(Front, e.Stream);
            Assert.Equal(Epoch, e.Epoch);
            Assert.Equal(append.At, e.At);
            Assert.Equal("test.counted", e.Message.Type);
            Assert.Equal(1, e.Message.Version);
            Assert.Equal($$"""{"number":{{e.Seq}}}""", e.Message.Text());
            Assert.Equal(append.Meta.ToArray(), e.Meta.ToArray());
        });
        Assert.Equal("enabled", (await Journal.FindHeadAsync(Front, None))!.Status);
    }

    [Fact]
    public async Task Append_EmptyDataAndMetaAndUnicode_ReadBackAsWritten()
    {
        var stream = new StreamKey("camera", "große-tür");
        var append = Appends.To(stream, Epoch, 0) with { Events = [new EncodedMessage("test.leer", 7, default), Appends.Message("test.ü", "\"\U0001F408\"")], Meta = default };

        Assert.Equal(new AppendOutcome.Accepted(2), await AppendAsync(append));

        var events = await ReadAsync(stream);
        Assert.Equal(("test.leer", 7, ""), (events[0].Message.Type, events[0].Message.Version, events[0].Message.Text()));
        Assert.Equal(("test.ü", "\"\U0001F408\""), (events[1].Message.Type, events[1].Message.Text()));
        Assert.True(events[0].Meta.IsEmpty);
    }

    [Fact]
    public async Task Append_TimeOfAnotherOffset_IsTheSameMomentToTheTick()
    {
        var at = new DateTimeOffset(2026, 11, 22, 23, 59, 59, TimeSpan.FromHours(9)).AddTicks(1234567);

        await AppendAsync(Appends.To(Front, Epoch, 0) with { At = at });

        Assert.Equal(at, Assert.Single(await ReadAsync(Front)).At);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Append_WrongExpectedSeq_ConflictsAndWritesNothing(long expected)
    {
        await AppendAsync(Appends.To(Front, Epoch, 0, events: 2));

        Assert.Equal(new AppendOutcome.Conflict(2), await AppendAsync(Appends.To(Front, Epoch, expected).For("c-1")));

        Assert.Equal(2, (await ReadAsync(Front)).Count);
        Assert.Null(await Journal.FindReplyAsync(Front, "c-1", None));
    }

    [Fact]
    public async Task Append_ExpectingEventsOfAnUnknownStream_Conflicts()
    {
        Assert.Equal(new AppendOutcome.Conflict(0), await AppendAsync(Appends.To(Front, Epoch, 5)));
        Assert.Null(await Journal.FindHeadAsync(Front, None));
    }

    [Fact]
    public async Task Append_AfterAnotherOwnerClaimed_IsFencedAndWritesNothing()
    {
        await AppendAsync(Appends.To(Front, Epoch, 0));
        var newer = await TakeAsync(0, "node-2");

        Assert.Equal(new AppendOutcome.Fenced(newer), await AppendAsync(Appends.To(Front, Epoch, 1).For("c-1")));
        Assert.Equal(new AppendOutcome.Accepted(2), await AppendAsync(Appends.To(Front, newer, 1)));

        Assert.Equal([Epoch, newer], (await ReadAsync(Front)).Select(e => e.Epoch));
        Assert.Null(await Journal.FindReplyAsync(Front, "c-1", None));
    }

    [Fact]
    public async Task Append_OfAShardNobodyClaimed_IsFenced() =>
        Assert.Equal(new AppendOutcome.Fenced(0), await AppendAsync(Appends.To(Front, 1, 0, shard: 3)));

    [Fact]
    public async Task Append_OfAShardThatDoesNotExist_IsAnError() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AppendAsync(Appends.To(Front, Epoch, 0, shard: Shards)));

    [Fact]
    public async Task Append_CommandAnsweredBefore_ReturnsTheAnswerAndWritesNothing()
    {
        await AppendAsync(Appends.To(Front, Epoch, 0).For("c-1", "\"first\""));

        var second = await AppendAsync(Appends.To(Front, Epoch, 1).For("c-1", "\"second\""));

        var answered = Assert.IsType<AppendOutcome.AlreadyAnswered>(second);
        Assert.Equal(("test.done", "\"first\""), (answered.Reply.Type, answered.Reply.Text()));
        Assert.Single(await ReadAsync(Front));
    }

    [Fact]
    public async Task Append_SameCommandIdAtAnotherEntity_IsAnotherCommand()
    {
        await AppendAsync(Appends.To(Front, Epoch, 0).For("c-1"));

        Assert.Equal(new AppendOutcome.Accepted(1), await AppendAsync(Appends.To(Back, Epoch, 0).For("c-1")));
    }

    [Fact]
    public async Task Append_RefusalWithoutEvents_RemembersTheReplyAndMovesNothing()
    {
        var refusal = (Appends.To(Front, Epoch, 0) with { Events = [] }).For("c-1", "\"refused\"");

        Assert.Equal(new AppendOutcome.Accepted(0), await AppendAsync(refusal));

        Assert.Equal("\"refused\"", (await Journal.FindReplyAsync(Front, "c-1", None))?.Text());
        Assert.Empty(await ReadAsync(Front));
        Assert.IsType<AppendOutcome.AlreadyAnswered>(await AppendAsync(Appends.To(Front, Epoch, 0).For("c-1")));
        Assert.Equal(new AppendOutcome.Accepted(1), await AppendAsync(Appends.To(Front, Epoch, 0).For("c-2")));
    }

    [Fact]
    public async Task Append_RefusalByAWriterThatIsBehind_Conflicts()
    {
        await AppendAsync(Appends.To(Front, Epoch, 0));

        Assert.Equal(new AppendOutcome.Conflict(1), await AppendAsync((Appends.To(Front, Epoch, 0) with { Events = [] }).For("c-1")));
        Assert.Null(await Journal.FindReplyAsync(Front, "c-1", None));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Append_RepeatedAfterALostAnswer_IsAcceptedOnce(bool ofACommand, bool fencedMeanwhile)
    {
        var append = Appends.To(Front, Epoch, 0, events: 2);
        if (ofACommand) append = append.For("c-1");
        await AppendAsync(append);
        if (fencedMeanwhile) await TakeAsync(0, "node-2");
        await ReopenAsync();

        Assert.Equal(new AppendOutcome.Accepted(2), await AppendAsync(append));

        Assert.Equal(2, (await ReadAsync(Front)).Count);
    }

    [Fact]
    public async Task Append_StatusAlone_ChangesTheStatusWithoutAnEvent()
    {
        await AppendAsync(Appends.To(Front, Epoch, 0) with { Status = "enabled" });
        await AppendAsync(Appends.To(Front, Epoch, 1) with { Events = [], Status = "disabled" });
        await AppendAsync(Appends.To(Front, Epoch, 1));

        var head = await Journal.FindHeadAsync(Front, None);
        Assert.Equal((2, "disabled", 0), (head!.Seq, head.Status, head.Shard));
    }

    [Fact]
    public async Task Append_ManyAtOnce_EachEndsOnItsOwn()
    {
        await AppendAsync(Appends.To(Back, Epoch, 0).For("known"));
        var streams = Enumerable.Range(0, 200).Select(i => new StreamKey("camera", $"c{i}")).ToArray();
        var good = streams.Select(s => AppendAsync(Appends.To(s, Epoch, 0, events: 2))).ToArray();
        var fenced = streams.Select(s => AppendAsync(Appends.To(s, Epoch - 1, 0))).ToArray();
        var conflict = streams.Select(s => AppendAsync(Appends.To(s, Epoch, 9))).ToArray();
        var answered = streams.Select(_ => AppendAsync(Appends.To(Back, Epoch, 1).For("known"))).ToArray();

        Assert.All(await Task.WhenAll(good), o => Assert.Equal(new AppendOutcome.Accepted(2), o));
        Assert.All(await Task.WhenAll(fenced), o => Assert.Equal(new AppendOutcome.Fenced(Epoch), o));
        Assert.All(await Task.WhenAll(conflict), o => Assert.IsType<AppendOutcome.Conflict>(o));
        Assert.All(await Task.WhenAll(answered), o => Assert.IsType<AppendOutcome.AlreadyAnswered>(o));
        Assert.Equal(401, (await ReadAllAsync()).Count);
    }

    [Fact]
    public async Task Append_ManyWritersOfOneStream_OneWinsEachNumber()
    {
        const int Rounds = 20;
        for (var round = 0; round < Rounds; round++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AppendAsync(Appends.To(Front, Epoch, round))));
            Assert.Single(outcomes, o => o == new AppendOutcome.Accepted(round + 1));
            Assert.Equal(7, outcomes.Count(o => o is AppendOutcome.Conflict));
        }

        Assert.Equal(Rounds, (await ReadAsync(Front)).Count);
    }

    [Fact]
    public async Task Append_WithoutAnId_IsAnError() =>
        await Assert.ThrowsAsync<ArgumentException>(() => AppendAsync(Appends.To(Front, Epoch, 0) with { AppendId = Guid.Empty }));
}
