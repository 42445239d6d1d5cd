using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Fresnel.Storage.Folder;

namespace Fresnel.Storage.Artifacts;

/// <summary>
/// Artifacts in a local folder: <c>ab/cd/&lt;hash&gt;</c> holds the content and <c>&lt;hash&gt;.type</c> its media type.
/// A file gets its name only when it is whole and on disk, its media type before it.
/// </summary>
public sealed class LocalArtifactStore : IArtifactStore
{
    private const string TypeSuffix = ".type";
    private const int BufferSize = 128 * 1024;
    private const int LongestMediaType = 200;

    private readonly string root;
    private readonly string temporary;
    private readonly TimeProvider time;

    /// <summary>Opens the folder, creating it where it is missing, and deletes what an interrupted run left unfinished.</summary>
    /// <param name="root">The folder; no other process writes it.</param>
    /// <param name="time">Dates what is stored.</param>
    /// <exception cref="StoreUnavailableException">It cannot be written.</exception>
    public LocalArtifactStore(string root, TimeProvider time)
    {
        this.root = Path.GetFullPath(root);
        this.time = time;
        temporary = Path.Combine(this.root, "tmp");
        Guarded(() =>
        {
            Durable.CreateFolder(temporary);
            foreach (var file in Directory.EnumerateFiles(temporary)) File.Delete(file);
            return true;
        });
    }

    /// <inheritdoc />
    public async ValueTask<ArtifactInfo> PutAsync(Stream content, string mediaType, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        CheckMediaType(mediaType);
        var unfinished = NewTemporary();
        try
        {
            ArtifactId id;
            await using (var file = Guarded(() => new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0)))
            {
                id = await CopyAsync(content, file, cancellationToken).ConfigureAwait(false);
                Guarded(() => Flush(file));
            }

            return Guarded(() => Keep(id, unfinished, mediaType));
        }
        finally
        {
            Discard(unfinished);
        }
    }

    /// <inheritdoc />
    public async ValueTask<ArtifactInfo> PutFileAsync(string path, string mediaType, bool move, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckMediaType(mediaType);
        if (!move)
        {
            await using var content = OpenForHashing(path);
            return await PutAsync(content, mediaType, cancellationToken).ConfigureAwait(false);
        }

        // A move within a file system costs no copy: take the file out of anyone's reach, then read what it holds.
        var unfinished = NewTemporary();
        try
        {
            if (!File.Exists(path)) throw new FileNotFoundException($"There is no file '{path}' to store.", path);
            Guarded(() =>
            {
                File.Move(path, unfinished);
                return true;
            });
            ArtifactId id;
            await using (var file = Guarded(() => new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0)))
            {
                id = ArtifactId.Of(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
                Guarded(() => Flush(file));
            }

            return Guarded(() => Keep(id, unfinished, mediaType));
        }
        catch
        {
            if (File.Exists(unfinished)) File.Move(unfinished, path);
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask<ArtifactInfo?> FindAsync(ArtifactId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Guarded(() => Find(id)));
    }

    /// <inheritdoc />
    public ValueTask<Stream?> OpenReadAsync(ArtifactId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Guarded(() => TryOpen(PathOf(id))));
    }

    /// <inheritdoc />
    public async ValueTask<bool> VerifyAsync(ArtifactId id, CancellationToken cancellationToken)
    {
        await using var content = Guarded(() => TryOpen(PathOf(id)));
        return content is not null && ArtifactId.Of(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false)) == id;
    }

    /// <inheritdoc />
    public ValueTask<bool> DeleteAsync(ArtifactId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Guarded(() =>
        {
            var path = PathOf(id);
            if (!File.Exists(path)) return false;
            File.Delete(path);
            File.Delete(path + TypeSuffix);
            return true;
        }));
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ArtifactInfo> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ArtifactId.TryParse(Path.GetFileName(file), out var id) && Guarded(() => Find(id)) is { } info) yield return info;
        }
    }

    private static bool Flush(FileStream file)
    {
        file.Flush(flushToDisk: true);
        return true;
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static FileStream OpenForHashing(string path) =>
        TryOpen(path) ?? throw new FileNotFoundException($"There is no file '{path}' to store.", path);

    private static async ValueTask<ArtifactId> CopyAsync(Stream from, FileStream to, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                hash.AppendData(buffer, 0, read);
                Guarded(() =>
                {
                    to.Write(buffer, 0, read);
                    return true;
                });
            }

            return ArtifactId.Of(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void CheckMediaType(string mediaType)
    {
        if (mediaType is not { Length: > 0 and <= LongestMediaType } || !mediaType.Contains('/', StringComparison.Ordinal) || mediaType.Any(char.IsControl))
            throw new ArgumentException($"'{Messages.EntityId.Printable(mediaType)}' is not a media type: type/subtype, at most {LongestMediaType} characters.", nameof(mediaType));
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Left for the next start, which deletes it.
        }
    }

    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The artifacts cannot be used: {failure.Message.ReplaceLineEndings(" ")}", failure);
        }
    }

    private string NewTemporary() => Path.Combine(temporary, Path.GetRandomFileName());

    private string PathOf(ArtifactId id)
    {
        var name = id.ToString();
        return Path.Combine(root, name[..2], name[2..4], name);
    }

    private ArtifactInfo Keep(ArtifactId id, string unfinished, string mediaType)
    {
        if (Find(id) is { } known)
        {
            Discard(unfinished);
            return known;
        }

        var path = PathOf(id);
        Durable.CreateFolder(Path.GetDirectoryName(path)!);
        var unfinishedType = NewTemporary();
        using (var type = new FileStream(unfinishedType, FileMode.CreateNew, FileAccess.Write))
        {
            type.Write(System.Text.Encoding.UTF8.GetBytes(mediaType));
            type.Flush(flushToDisk: true);
        }

        File.Move(unfinishedType, path + TypeSuffix, overwrite: true);
        File.SetLastWriteTimeUtc(unfinished, time.GetUtcNow().UtcDateTime);
        Durable.MoveIntoPlace(unfinished, path);
        return Find(id) ?? throw new IOException($"'{path}' was deleted while it was stored.");
    }

    private ArtifactInfo? Find(ArtifactId id)
    {
        var file = new FileInfo(PathOf(id));
        if (!file.Exists) return null;
        try
        {
            return new ArtifactInfo(id, File.ReadAllText(file.FullName + TypeSuffix), file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        }
        catch (FileNotFoundException)
        {
            // Deleted between the two looks.
            return null;
        }
    }
}
