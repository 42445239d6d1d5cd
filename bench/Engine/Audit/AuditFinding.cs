namespace Fresnel.Engine.Audit;

/// <summary>Something that is not as it must be.</summary>
/// <param name="Check">Which check found it.</param>
/// <param name="What">What it is, with the values.</param>
internal sealed record AuditFinding(AuditCheck Check, string What)
{
    /// <inheritdoc />
    public override string ToString() => $"{Check}: {What}";
}
