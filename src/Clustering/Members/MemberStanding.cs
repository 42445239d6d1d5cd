namespace Fresnel.Clustering.Members;

/// <summary>What a node's parts know of it at a moment.</summary>
/// <param name="Named">Whether it holds its name: only then it speaks.</param>
/// <param name="Status">Joining, up or leaving.</param>
/// <param name="Shards">The shards whose entities run here, ascending.</param>
internal readonly record struct MemberStanding(bool Named, string Status, IReadOnlyList<int> Shards);
