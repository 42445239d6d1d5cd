namespace Fresnel.Messages.Cluster;

/// <summary>What a process of the cluster says of itself, every second and when something changes.</summary>
/// <param name="Id">The node's name, unique among the living.</param>
/// <param name="Incarnation">This run of it: the owner that the journal records.</param>
/// <param name="Address">Where its API is reached: <c>http://10.0.0.7:8450/</c>.</param>
/// <param name="Roles"><c>entities</c>, <c>work</c>, <c>inference</c>, <c>api</c>, <c>lighthouse</c>.</param>
/// <param name="Status">One of <see cref="MemberStatus"/> that a member can say of itself: joining, up, leaving.</param>
/// <param name="Weight">Its share of shards relative to others; 0 for one that hosts none.</param>
/// <param name="Shards">The shards whose entities run there.</param>
/// <param name="Entities">Entities in memory.</param>
/// <param name="Devices">What it computes on: <c>cpu</c>, <c>cuda:0 NVIDIA H100</c>.</param>
/// <param name="Load">Processor time used in the last seconds, of all cores: 0 to 1.</param>
/// <param name="Version">The version of its build.</param>
/// <param name="Level">The newest wire level it can write and read.</param>
/// <param name="StartedAt">When the process began, by its own clock.</param>
/// <param name="At">When this was said, by its own clock.</param>
public sealed record MemberAnnouncement(
    string Id,
    string Incarnation,
    string Address,
    IReadOnlyList<string> Roles,
    string Status,
    double Weight,
    IReadOnlyList<int> Shards,
    int Entities,
    IReadOnlyList<string> Devices,
    double Load,
    string Version,
    int Level,
    DateTimeOffset StartedAt,
    DateTimeOffset At);
