namespace Fresnel.Faults.Tests.Audit;

/// <summary>What an audit found, and how much it looked at: an audit of nothing proves nothing.</summary>
internal sealed class AuditReport
{
    private const int MostShown = 20;

    private readonly List<AuditFinding> findings = [];

    public IReadOnlyList<AuditFinding> Findings => findings;

    public int Events { get; set; }

    public int Streams { get; set; }

    public int Commands { get; set; }

    public int Documents { get; set; }

    public int Observations { get; set; }

    public void Add(AuditCheck check, string what) => findings.Add(new AuditFinding(check, what));

    /// <summary>Fails the test where anything was found.</summary>
    public void AssertClean(string context) =>
        Assert.True(findings.Count == 0, $"{context}: {findings.Count} findings in {this}\n{string.Join('\n', findings.Take(MostShown))}");

    public override string ToString() => $"{Events} events of {Streams} entities, {Commands} acknowledged commands, {Documents} documents, {Observations} observations";
}
