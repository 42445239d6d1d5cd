using System.Text.Json;
using Fresnel.Messages.Wire;

namespace Fresnel.Storage.Projections;

/// <summary>The documents of a projection as a batch of events changes them, over those in the store.</summary>
/// <param name="find">Finds a stored document.</param>
internal sealed class ProjectionBatch(Func<string, ProjectionDocument?> find) : IProjectionDocuments
{
    private readonly Dictionary<string, (string SortKey, object? Document)> changed = new(StringComparer.Ordinal);

    /// <summary>The last change of every key that was changed.</summary>
    public IReadOnlyCollection<DocumentChange> Changes() =>
    [
        .. changed.Select(change => new DocumentChange(
            change.Key,
            change.Value.SortKey,
            change.Value.Document is { } document
                ? JsonSerializer.SerializeToUtf8Bytes(document, WireJson.Options.GetTypeInfo(document.GetType()))
                : default(ReadOnlyMemory<byte>?))),
    ];

    /// <inheritdoc />
    public T? Find<T>(string key)
        where T : class
    {
        if (changed.TryGetValue(key, out var change)) return (T?)change.Document;
        return find(key) is { } stored ? JsonSerializer.Deserialize<T>(stored.Json.Span, WireJson.Options) : null;
    }

    /// <inheritdoc />
    public void Put<T>(string key, string sortKey, T document)
        where T : class
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(sortKey);
        ArgumentNullException.ThrowIfNull(document);
        changed[key] = (sortKey, document);
    }

    /// <inheritdoc />
    public void Delete(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        changed[key] = ("", null);
    }
}
