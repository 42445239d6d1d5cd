namespace Fresnel.Engine.Protocol;

/// <summary>The cluster as one process sees it.</summary>
/// <param name="Self">The process's own address, <c>host:port</c>.</param>
/// <param name="Uid">Its own incarnation.</param>
/// <param name="Leader">The leader's address; null where there is none.</param>
/// <param name="Members">All members, the oldest first.</param>
internal sealed record ClusterSight(string Self, long Uid, string? Leader, IReadOnlyList<MemberSight> Members);
