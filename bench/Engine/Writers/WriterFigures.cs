namespace Fresnel.Engine.Writers;

/// <summary>What writers in one process reached.</summary>
/// <param name="Writers">How many there were.</param>
/// <param name="PerSecond">Acknowledged commands a second.</param>
/// <param name="P50Ms">The median time of a command, in milliseconds.</param>
/// <param name="P99Ms">The 99th percentile.</param>
/// <param name="Cores">Processor time of the process, in cores.</param>
/// <param name="Failed">How many commands were not acknowledged after an entity's first one, by the entity.</param>
internal sealed record WriterFigures(
    int Writers, double PerSecond, double P50Ms, double P99Ms, double Cores, IReadOnlyDictionary<string, int> Failed);
