namespace Fresnel.Engine.Audit;

/// <summary>What an audit found, and how much it looked at: an audit of nothing proves nothing.</summary>
internal sealed class AuditReport
{
    private const int MostShown = 20;

    private readonly List<AuditFinding> findings = [];

    /// <summary>What it found.</summary>
    public IReadOnlyList<AuditFinding> Findings => findings;

    /// <summary>Whether it found nothing.</summary>
    public bool IsClean => findings.Count == 0;

    /// <summary>How many rows of the journal were read.</summary>
    public int Rows { get; set; }

    /// <summary>How many entities they belong to.</summary>
    public int Entities { get; set; }

    /// <summary>How many activations they had.</summary>
    public int Activations { get; set; }

    /// <summary>How many acknowledged commands were looked up.</summary>
    public int Commands { get; set; }

    /// <summary>How many of them were refused or changed nothing.</summary>
    public int Unchanged { get; set; }

    /// <summary>How many answers were held against them.</summary>
    public int Answers { get; set; }

    /// <summary>How many views were compared.</summary>
    public int Views { get; set; }

    /// <summary>How many snapshots were compared.</summary>
    public int Snapshots { get; set; }

    /// <summary>How many lines of the catalogue were compared.</summary>
    public int Listed { get; set; }

    /// <summary>Notes something that is not as it must be.</summary>
    public void Add(AuditCheck check, string what) => findings.Add(new AuditFinding(check, what));

    /// <summary>The first findings, one a line.</summary>
    public string Explain() => string.Join('\n', findings.Take(MostShown));

    /// <inheritdoc />
    public override string ToString() =>
        $"{findings.Count} findings in {Rows} rows of {Entities} entities with {Activations} activations, {Commands} acknowledged commands "
        + $"({Unchanged} without effect) with {Answers} answers, {Views} views, {Snapshots} snapshots, {Listed} catalogue lines";
}
