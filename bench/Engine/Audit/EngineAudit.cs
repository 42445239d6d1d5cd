namespace Fresnel.Engine.Audit;

/// <summary>What must hold of a journal and its callers' ledger after any fault: every <see cref="AuditCheck"/>.</summary>
internal static class EngineAudit
{
    /// <summary>Runs every check.</summary>
    public static AuditReport Run(AuditMaterial material)
    {
        var report = new AuditReport();
        var histories = HistoryReader.Read(material.Rows, report);
        SequenceCheck.Run(histories.Values, report);
        ActivationCheck.Run(histories.Values, report);
        OnceCheck.Run(histories.Values, report);
        EffectCheck.Run(histories, material.Commands, report);
        AnswerCheck.Run(histories, material.Attempts, report);
        StatusCheck.Run(histories.Values, report);
        ViewCheck.Run(histories, material.Attempts, material.LastViews, report);
        FormerOwnerCheck.Run(material.Attempts, report);
        SnapshotCheck.Run(histories, material.Snapshots, report);
        if (material.Catalogue is not null) CatalogueCheck.Run(histories, material.Catalogue, report);
        return report;
    }
}
