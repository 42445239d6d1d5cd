namespace Fresnel.Faults.Tests.Audit;

/// <summary>Something that is not as it must be.</summary>
/// <param name="Check">Which check found it.</param>
/// <param name="What">What it is, with the values.</param>
internal sealed record AuditFinding(AuditCheck Check, string What)
{
    public override string ToString() => $"{Check}: {What}";
}
