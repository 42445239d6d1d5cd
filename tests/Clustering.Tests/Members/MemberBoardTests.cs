using Fresnel.Clustering.Hosting;
using Fresnel.Clustering.Members;
using Fresnel.Messages.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Fresnel.Clustering.Tests.Members;

public sealed class MemberBoardTests
{
    private const int Shards = 8;

    private readonly FakeTimeProvider time = new();
    private readonly MemberBoard board;

    public MemberBoardTests() => board = new MemberBoard(Shards, time);

    [Fact]
    public void Member_Silent_IsUnreachableThenDownThenForgotten()
    {
        Say("b", shards: [1, 2]);
        Assert.Equal("b", board.OwnerOf(1));
        Pass(6);
        Assert.Equal((MemberStatus.Unreachable, null), (board.Find("b")!.Status, board.OwnerOf(1)));
        Pass(25);
        Assert.Equal((MemberStatus.Down, 0), (board.Find("b")!.Status, board.Find("b")!.Shards));
        string[] kinds = ["member-up", "shards-moved", "member-unreachable", "shards-lost", "member-down"];
        Assert.Equal(kinds, board.Happenings.Select(static h => h.Kind));
        Pass(600);
        Assert.Null(board.Find("b"));
    }

    [Fact]
    public void Member_HeardAgain_HasToSettleAnew()
    {
        var shard = Enumerable.Range(0, Shards).First(s => Rendezvous.Priority("b", 1, s) > Rendezvous.Priority("a", 1, s));
        var priority = Rendezvous.Priority("a", 1, shard);
        var heldSince = time.GetTimestamp();
        Say("b");
        Pass(4);
        Say("b");
        Pass(2);
        Assert.NotNull(board.FindHeir(shard, priority, "a", heldSince, TimeSpan.FromSeconds(5)));
        Assert.Null(board.FindHeir(shard, priority, "a", time.GetTimestamp(), TimeSpan.FromSeconds(5)));
        Pass(6);
        Assert.Null(board.FindHeir(shard, priority, "a", heldSince, TimeSpan.FromSeconds(5)));
        Assert.True(board.MayHaveHeir(shard, priority, "a"));
        Say("b");
        Assert.Null(board.FindHeir(shard, priority, "a", heldSince, TimeSpan.FromSeconds(5)));
        Pass(4);
        Say("b");
        Pass(1);
        Assert.NotNull(board.FindHeir(shard, priority, "a", heldSince, TimeSpan.FromSeconds(5)));
        Assert.Null(board.FindHeir(shard, priority, "b", heldSince, TimeSpan.Zero));
        Say("b", MemberStatus.Leaving);
        Assert.False(board.MayHaveHeir(shard, priority, "a"));
    }

    [Fact]
    public void Shard_TakenOver_IsTheNewcomersThoughTheFormerOwnerStillSaysOtherwise()
    {
        Say("a", shards: [1, 2, 3]);
        Say("b", shards: [1, 2]);
        Say("a", shards: [1, 2, 3]);
        Assert.Equal(("b", "b", "a"), (board.OwnerOf(1), board.OwnerOf(2), board.OwnerOf(3)));
        var move = Assert.Single(board.Happenings, static h => h is { Kind: "shards-moved", From: "a" });
        Assert.Equal(("b", "b has taken 2 shards of a"), (move.Member, move.Text));
        Assert.Equal([1, 2], move.Shards);
        Say("a", shards: [3]);
        Say("b", shards: [1]);
        Say("a", shards: [2, 3]);
        Assert.Equal("a", board.OwnerOf(2));
    }

    [Fact]
    public void Shard_UnannouncedFor_CountsFromTheLastWordOrTheBeginningOfListening()
    {
        Pass(20);
        Assert.Equal(TimeSpan.FromSeconds(20), board.UnannouncedFor(1));
        Say("a", shards: [1]);
        Pass(3);
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(23)), (board.UnannouncedFor(1), board.UnannouncedFor(2)));
        board.Listen();
        Pass(1);
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)), (board.UnannouncedFor(1), board.UnannouncedFor(2)));
    }

    [Fact]
    public void Member_StartedAgain_ReplacesItsFormerSelfWhoseLastWordsAreNotHeard()
    {
        Say("a", incarnation: "a.1", startedAt: 1);
        Say("a", incarnation: "a.2", startedAt: 2);
        Say("a", MemberStatus.Leaving, incarnation: "a.1", startedAt: 1);
        board.Hear(new MemberNews.Left("a", "a.1"));
        Assert.Equal(("a.2", MemberStatus.Up), (board.Find("a")!.Incarnation, board.Find("a")!.Status));
        Assert.Equal(2, board.Happenings.Count(static h => h.Kind == "member-up"));
    }

    [Fact]
    public void Leader_OfAnOlderEpoch_IsNotBelieved()
    {
        board.Hear(new MemberNews.Paced("light-2", 2, 4));
        board.Hear(new MemberNews.Paced("light-1", 1, 9));
        Assert.Equal((("light-2", 2L), 4), (board.Leader!.Value, board.MovesAtOnce));
        Pass(6);
        Assert.Null(board.Leader);
        Assert.Null(board.MovesAtOnce);
    }

    [Fact]
    public async Task Happenings_Followed_ComeAsTheyHappen()
    {
        Say("a");
        await using var following = board.FollowAsync(0, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await following.MoveNextAsync());
        Assert.Equal("member-up", following.Current.Kind);
        var next = following.MoveNextAsync();
        Assert.False(next.IsCompleted);
        Say("a", MemberStatus.Leaving);
        Assert.True(await next);
        Assert.Equal(("member-leaving", 2L), (following.Current.Kind, following.Current.Number));
    }

    private void Say(string id, string status = MemberStatus.Up, int[]? shards = null, string? incarnation = null, int startedAt = 1) =>
        board.Hear(new MemberNews.Announced(new MemberAnnouncement(
            id, incarnation ?? $"{id}.1", "http://127.0.0.1:1/", ["entities"], status, 1, shards ?? [], 0, ["cpu"], 0, "1", 1,
            DateTimeOffset.UnixEpoch.AddSeconds(startedAt), time.GetUtcNow())));

    private void Pass(double seconds)
    {
        time.Advance(TimeSpan.FromSeconds(seconds));
        board.Look();
    }
}
