namespace Fresnel.Storage.Integrity;

/// <summary>A SQLite database that a <see cref="StoreWatch"/> looks after.</summary>
/// <param name="Path">The file; it need not exist.</param>
/// <param name="Remedy">What to do where it is damaged: a sentence.</param>
public sealed record WatchedFile(string Path, string Remedy);
