namespace Fresnel.Journal;

/// <summary>A database is not one that this build can work with; the message is one line for the operator.</summary>
public sealed class JournalSchemaException(string message) : Exception(message);
