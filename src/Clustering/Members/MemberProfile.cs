namespace Fresnel.Clustering.Members;

/// <summary>What a process tells the others of itself, beside what its hosting knows.</summary>
public sealed record MemberProfile
{
    /// <summary>What it does: <c>entities</c>, <c>work</c>, <c>inference</c>, <c>api</c>, <c>lighthouse</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = ["entities", "work", "inference", "api"];

    /// <summary>Where its API is reached; asked at each announcement, because a port may be chosen late. Empty where it has none.</summary>
    public Func<string> Address { get; init; } = static () => "";

    /// <summary>What it computes on: <c>cpu</c>, <c>cuda:0 NVIDIA H100</c>.</summary>
    public Func<IReadOnlyList<string>> Devices { get; init; } = static () => ["cpu"];

    /// <summary>Processor time used in the last seconds, of all cores: 0 to 1.</summary>
    public Func<double> Load { get; init; } = static () => 0;

    /// <summary>The version of its build.</summary>
    public string Version { get; init; } = "0";

    /// <summary>The newest wire level that it writes and reads.</summary>
    public int Level { get; init; } = 1;

    /// <summary>Whether a member of such roles hosts entities.</summary>
    internal static bool Hosts(IReadOnlyList<string> roles, double weight) => weight > 0 && roles.Contains("entities", StringComparer.Ordinal);
}
