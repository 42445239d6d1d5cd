namespace Fresnel.Entities.Entity;

/// <summary>
/// An entity's history in the journal is not what entities write: a gap, a row that was not replayed, a command carried out twice.
/// </summary>
public sealed class HistoryDamagedException(string message) : Exception(message);
