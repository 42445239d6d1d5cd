namespace Fresnel.Storage.Projections;

/// <summary>A document of a projection.</summary>
/// <param name="Key">Unique within the projection.</param>
/// <param name="SortKey">Its place in lists.</param>
/// <param name="Json">UTF-8 JSON.</param>
public sealed record ProjectionDocument(string Key, string SortKey, ReadOnlyMemory<byte> Json);

/// <summary>A document to keep, or, where it has no JSON, a key to delete.</summary>
/// <param name="Key">Unique within the projection.</param>
/// <param name="SortKey">Its place in lists; ignored for a deletion.</param>
/// <param name="Json">UTF-8 JSON, or null to delete.</param>
public readonly record struct DocumentChange(string Key, string SortKey, ReadOnlyMemory<byte>? Json);
