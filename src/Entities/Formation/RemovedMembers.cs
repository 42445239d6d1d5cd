namespace Fresnel.Entities.Formation;

/// <summary>Remembers members until their rows are deleted by the holder of the lease. Thread-safe.</summary>
internal sealed class RemovedMembers
{
    private readonly Lock gate = new();
    private readonly HashSet<MemberKey> seen = [];

    /// <summary>Notes a member.</summary>
    public void See(MemberKey member)
    {
        lock (gate) seen.Add(member);
    }

    /// <summary>Returns the members that were seen and are no members any more.</summary>
    /// <param name="members">The members now.</param>
    public IReadOnlyList<MemberKey> Among(IReadOnlyCollection<MemberKey> members)
    {
        lock (gate)
        {
            seen.UnionWith(members);
            return [.. seen.Except(members)];
        }
    }

    /// <summary>Forgets members whose rows are deleted.</summary>
    public void Forget(IEnumerable<MemberKey> deleted)
    {
        lock (gate) seen.ExceptWith(deleted);
    }
}
