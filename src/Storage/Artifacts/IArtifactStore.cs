namespace Fresnel.Storage.Artifacts;

/// <summary>Keeps files under the SHA-256 of their content. Storing the same content twice is harmless.</summary>
public interface IArtifactStore
{
    /// <summary>Stores what a stream holds from its position to its end. On return it is on disk.</summary>
    /// <param name="content">Read to its end; not closed.</param>
    /// <param name="mediaType">What it is: <c>image/jpeg</c>.</param>
    /// <param name="cancellationToken">Gives up; nothing is left behind.</param>
    /// <exception cref="StoreUnavailableException">The store cannot write.</exception>
    ValueTask<ArtifactInfo> PutAsync(Stream content, string mediaType, CancellationToken cancellationToken);

    /// <summary>Stores a file. The file stays where it is unless <paramref name="move"/> is set.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot write.</exception>
    ValueTask<ArtifactInfo> PutFileAsync(string path, string mediaType, bool move, CancellationToken cancellationToken);

    /// <summary>What is known of an artifact, or null where it is not kept here.</summary>
    ValueTask<ArtifactInfo?> FindAsync(ArtifactId id, CancellationToken cancellationToken);

    /// <summary>Opens an artifact for reading (seekable), or null where it is not kept here. Deleting it meanwhile does not disturb the reader.</summary>
    ValueTask<Stream?> OpenReadAsync(ArtifactId id, CancellationToken cancellationToken);

    /// <summary>Reads an artifact through and says whether its content is still that of its name; false also where it is not kept.</summary>
    ValueTask<bool> VerifyAsync(ArtifactId id, CancellationToken cancellationToken);

    /// <summary>Deletes an artifact.</summary>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(ArtifactId id, CancellationToken cancellationToken);

    /// <summary>Everything that is kept, in no order.</summary>
    IAsyncEnumerable<ArtifactInfo> ListAsync(CancellationToken cancellationToken);
}
