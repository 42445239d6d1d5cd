namespace Fresnel.Clustering.Notices;

/// <summary>Notices as they come, from every node.</summary>
public interface INoticeSource
{
    /// <summary>
    /// Listens until cancelled. Notices that come while the broker is away are missed; when the reader is slow the oldest are dropped.
    /// </summary>
    /// <param name="pattern"><c>#</c> for all, <c>camera.*.*</c> for all cameras, <c>camera.front-door.*</c> for one entity.</param>
    /// <param name="capacity">The most notices that wait for the reader, from 1.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    IAsyncEnumerable<Notice> ListenAsync(string pattern, int capacity, CancellationToken cancellationToken);
}
