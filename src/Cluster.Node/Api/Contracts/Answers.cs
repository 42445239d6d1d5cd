using System.Text.Json;

namespace Fresnel.Cluster.Node.Api.Contracts;

/// <summary>An event of the journal.</summary>
/// <param name="Cursor">Its place in the journal's order: hand it back as <c>after</c> or <c>Last-Event-ID</c>. Null in the list of one stream.</param>
/// <param name="Entity">Whose event: <c>camera/front-door</c>.</param>
/// <param name="Seq">Its number in its entity's stream, from 1.</param>
/// <param name="Epoch">The epoch of the owner that wrote it.</param>
/// <param name="Type">Its wire name.</param>
/// <param name="Version">The version of its shape.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Data">The event.</param>
public sealed record EventAnswer(string? Cursor, string Entity, long Seq, long Epoch, string Type, int Version, DateTimeOffset At, JsonElement Data);

/// <summary>A page of events, oldest first.</summary>
/// <param name="Items">The events.</param>
/// <param name="Next">Hand this back as <c>after</c>: there may be more, now or later.</param>
public sealed record EventPageAnswer(IReadOnlyList<EventAnswer> Items, string Next);

/// <summary>A model that can be used.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Task">What it does.</param>
/// <param name="Labels">What it finds.</param>
/// <param name="Licence">Its licence.</param>
/// <param name="Source">Where it is from.</param>
/// <param name="Sha256">Hash of its file.</param>
/// <param name="Provider">The execution provider it runs on now; null where it is not loaded.</param>
public sealed record ModelAnswer(string Id, string Version, string Task, IReadOnlyList<string> Labels, string Licence, string Source, string Sha256, string? Provider);

/// <summary>A list of models, and the manifests that cannot be used.</summary>
public sealed record ModelList(IReadOnlyList<ModelAnswer> Items, IReadOnlyList<string> Problems);

/// <summary>What this node is.</summary>
/// <param name="Product">Always <c>fresnel</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Node">The node's name.</param>
/// <param name="Roles">What it does in a cluster.</param>
/// <param name="StartedAt">When the process began.</param>
/// <param name="UptimeSeconds">How long it has run.</param>
/// <param name="Providers">Execution providers really in use, by model.</param>
/// <param name="Shards">Shards owned here, of all.</param>
/// <param name="TokenRequired">Whether callers must present a token.</param>
public sealed record InfoAnswer(
    string Product, string Version, string Node, IReadOnlyList<string> Roles, DateTimeOffset StartedAt, double UptimeSeconds, IReadOnlyDictionary<string, string> Providers, ShardsAnswer Shards, bool TokenRequired);

/// <summary>Shards owned here, of all.</summary>
public sealed record ShardsAnswer(int Owned, int All);
