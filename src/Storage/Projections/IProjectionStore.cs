namespace Fresnel.Storage.Projections;

/// <summary>Keeps the documents of projections, each projection with its cursor in one transaction.</summary>
public interface IProjectionStore : IAsyncDisposable
{
    /// <summary>Where a projection stands, or null where it never ran.</summary>
    ValueTask<ProjectionState?> FindStateAsync(string projection, CancellationToken cancellationToken);

    /// <summary>Writes changes and the new state, all or nothing.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="state">Its state afterwards.</param>
    /// <param name="anew">Whether all its earlier documents go first, in the same transaction.</param>
    /// <param name="changes">The changes, in order.</param>
    /// <param name="cancellationToken">Gives up before writing.</param>
    ValueTask CommitAsync(string projection, ProjectionState state, bool anew, IReadOnlyCollection<DocumentChange> changes, CancellationToken cancellationToken);

    /// <summary>One document, or null.</summary>
    ValueTask<ProjectionDocument?> FindAsync(string projection, string key, CancellationToken cancellationToken);

    /// <summary>One document, or null, read on the caller's thread: for the fold of a projection, which is not asynchronous.</summary>
    ProjectionDocument? Find(string projection, string key);

    /// <summary>A page of documents, by sort key and then key.</summary>
    ValueTask<IReadOnlyList<ProjectionDocument>> ListAsync(string projection, DocumentQuery query, CancellationToken cancellationToken);
}
