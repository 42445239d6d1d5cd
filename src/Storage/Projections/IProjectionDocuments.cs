namespace Fresnel.Storage.Projections;

/// <summary>A projection's documents while it folds a batch of events: its own earlier changes are seen at once.</summary>
public interface IProjectionDocuments
{
    /// <summary>The document of a key, or null.</summary>
    T? Find<T>(string key)
        where T : class;

    /// <summary>Keeps a document in place of an older one of the same key.</summary>
    /// <param name="key">Unique within the projection; lists are taken by its prefix: <c>front-door/</c>.</param>
    /// <param name="sortKey">Orders lists, compared byte by byte; see <see cref="SortKey"/>.</param>
    /// <param name="document">Written as JSON.</param>
    void Put<T>(string key, string sortKey, T document)
        where T : class;

    /// <summary>Removes a document; nothing happens where there is none.</summary>
    void Delete(string key);
}
