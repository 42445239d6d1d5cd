using System.Text.Json;

namespace Fresnel.Messages.Cluster;

/// <summary>The cluster as one of its processes sees it: what <c>pbm</c> and the page are told.</summary>
public static class ClusterViews
{
    /// <summary>A member.</summary>
    /// <param name="Id">Its name.</param>
    /// <param name="Incarnation">This run of it.</param>
    /// <param name="Address">Where its API is reached.</param>
    /// <param name="Roles">What it does.</param>
    /// <param name="Status">One of <see cref="MemberStatus"/>.</param>
    /// <param name="Weight">Its share of shards relative to others.</param>
    /// <param name="Shards">How many shards run there.</param>
    /// <param name="Entities">Entities in memory.</param>
    /// <param name="Devices">What it computes on.</param>
    /// <param name="Load">Processor time used, of all cores: 0 to 1.</param>
    /// <param name="Version">The version of its build.</param>
    /// <param name="Level">The newest wire level it can write.</param>
    /// <param name="StartedAt">When the process began.</param>
    /// <param name="LastSeen">When it was last heard, by the clock of who answers.</param>
    public sealed record Member(
        string Id, string Incarnation, string Address, IReadOnlyList<string> Roles, string Status, double Weight, int Shards, int Entities,
        IReadOnlyList<string> Devices, double Load, string Version, int Level, DateTimeOffset StartedAt, DateTimeOffset LastSeen);

    /// <summary>Every member known, by name.</summary>
    public sealed record MemberList(IReadOnlyList<Member> Members);

    /// <summary>The lighthouse that leads.</summary>
    /// <param name="Id">Its name.</param>
    /// <param name="Address">Where it is reached; empty where it has not announced itself.</param>
    /// <param name="Epoch">Grows with each change of leader.</param>
    /// <param name="Until">When its lease ends unless renewed, by the database's clock.</param>
    public sealed record Leader(string Id, string Address, long Epoch, DateTimeOffset Until);

    /// <summary>The whole in a few words.</summary>
    /// <param name="Id">Names the cluster's history.</param>
    /// <param name="Status"><c>ok</c>, or <c>degraded</c> with the reasons in <paramref name="Problems"/>.</param>
    /// <param name="Shards">The number of shards.</param>
    /// <param name="ShardsOwned">Shards that a living member announces.</param>
    /// <param name="Level">The wire level that the cluster writes.</param>
    /// <param name="Leader">The lighthouse that leads, or null.</param>
    /// <param name="MembersUp">Members that work.</param>
    /// <param name="Members">Members known.</param>
    /// <param name="Entities">Entities in memory.</param>
    /// <param name="Broker">The broker: <c>RabbitMQ 3.10.8</c>, or <c>in-process</c>.</param>
    /// <param name="Database">The journal's store: <c>PostgreSQL 15.9</c>, or <c>SQLite</c>.</param>
    /// <param name="Problems">What is wrong, one line each.</param>
    public sealed record Summary(
        Guid Id, string Status, int Shards, int ShardsOwned, int Level, Leader? Leader, int MembersUp, int Members, int Entities,
        string Broker, string Database, IReadOnlyList<string> Problems);

    /// <summary>A shard.</summary>
    /// <param name="Number">0 to the count − 1.</param>
    /// <param name="Epoch">Grows with each change of owner.</param>
    /// <param name="Baton">The generation of its valid baton.</param>
    /// <param name="Owner">The living member that announces it, or null.</param>
    /// <param name="Claimant">The incarnation that claimed it last, by the journal, or null.</param>
    public sealed record Shard(int Number, long Epoch, long Baton, string? Owner, string? Claimant);

    /// <summary>Every shard, by number.</summary>
    public sealed record ShardList(IReadOnlyList<Shard> Shards);

    /// <summary>Where an entity lives.</summary>
    /// <param name="Entity">The entity: <c>camera/front-door</c>.</param>
    /// <param name="Shard">Its shard.</param>
    /// <param name="Epoch">The shard's epoch.</param>
    /// <param name="Owner">The member that owns it, or null.</param>
    /// <param name="Address">Where that member is reached, or null.</param>
    public sealed record Place(string Entity, int Shard, long Epoch, string? Owner, string? Address);

    /// <summary>Something that happened to the cluster.</summary>
    /// <param name="Number">Grows by one with each, in the process that answers.</param>
    /// <param name="At">When it was noticed.</param>
    /// <param name="Kind"><c>member-up</c>, <c>member-leaving</c>, <c>member-unreachable</c>, <c>member-down</c>, <c>shards-moved</c>, <c>shards-lost</c>, <c>leader-changed</c>, <c>batons-seeded</c>.</param>
    /// <param name="Member">The member it is about, or null.</param>
    /// <param name="From">For a move: where the shards were, or null.</param>
    /// <param name="Shards">The shards it is about; may be empty.</param>
    /// <param name="Text">One line for people.</param>
    public sealed record Happening(long Number, DateTimeOffset At, string Kind, string? Member, string? From, IReadOnlyList<int> Shards, string Text);

    /// <summary>What happened in the last minutes, oldest first.</summary>
    public sealed record HappeningList(IReadOnlyList<Happening> Happenings);

    /// <summary>A queue.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Ready">Messages that wait.</param>
    /// <param name="Consumers">Consumers.</param>
    public sealed record QueueView(string Name, long Ready, int Consumers);

    /// <summary>The queues that matter: commands by shard, dead letters.</summary>
    public sealed record QueueList(IReadOnlyList<QueueView> Queues);

    /// <summary>Why an entity runs, or does not.</summary>
    /// <param name="Entity">The entity.</param>
    /// <param name="Shard">Its shard.</param>
    /// <param name="Epoch">The shard's epoch.</param>
    /// <param name="Owner">The member that owns the shard, or null.</param>
    /// <param name="Status">The status it last wrote, or null.</param>
    /// <param name="Seq">The number of its last event.</param>
    /// <param name="Running">Whether its owner runs it.</param>
    /// <param name="Restarts">How often its owner has started it again since it took the shard; null where the owner was not reached.</param>
    /// <param name="Reasons">Why it does not run, or what is wrong with it; one line each.</param>
    /// <param name="LastEvents">Its newest events, newest first.</param>
    public sealed record Explanation(
        string Entity, int Shard, long Epoch, string? Owner, string? Status, long Seq, bool Running, int? Restarts,
        IReadOnlyList<string> Reasons, IReadOnlyList<ExplainedEvent> LastEvents);

    /// <summary>An event of an entity.</summary>
    public sealed record ExplainedEvent(long Seq, long Epoch, DateTimeOffset At, string Type, JsonElement Data);
}
