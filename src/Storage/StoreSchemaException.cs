namespace Fresnel.Storage;

/// <summary>A database is not one that this build can work with; the message is one line for the operator.</summary>
public sealed class StoreSchemaException(string message) : Exception(message);
