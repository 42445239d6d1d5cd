using System.Text.Json;
using Fresnel.Storage.Folder;

namespace Fresnel.Storage.Credentials;

/// <summary>Secrets in one JSON file that only its owner can read (mode 0600), replaced as a whole at each change.</summary>
public sealed class FileCredentialStore : ICredentialStore, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly SemaphoreSlim gate = new(1);
    private readonly string path;
    private readonly Dictionary<string, string> secrets;

    /// <summary>Opens the file; it is created with the first secret.</summary>
    /// <param name="path">The file; its folder exists, and no other process writes it.</param>
    /// <exception cref="StoreUnavailableException">It cannot be read, or is not such a file.</exception>
    public FileCredentialStore(string path)
    {
        this.path = path;
        try
        {
            if (!File.Exists(path))
            {
                secrets = [];
                return;
            }

            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != OwnerOnly) File.SetUnixFileMode(path, OwnerOnly);
            using var stream = File.OpenRead(path);
            secrets = JsonSerializer.Deserialize<Dictionary<string, string>>(stream) ?? [];
        }
        catch (JsonException)
        {
            // The cause is left out: its message may quote the file.
            throw new StoreUnavailableException($"The credentials in '{path}' are not readable as JSON: restore the file, or delete it and set them again.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The credentials in '{path}' cannot be read.", failure);
        }
    }

    /// <inheritdoc />
    public async ValueTask SetAsync(string key, string secret, CancellationToken cancellationToken)
    {
        CredentialKey.Check(key);
        ArgumentNullException.ThrowIfNull(secret);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (secrets.TryGetValue(key, out var same) && same == secret) return;
            var changed = new Dictionary<string, string>(secrets) { [key] = secret };
            Write(changed);
            secrets[key] = secret;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask<string?> FindAsync(string key, CancellationToken cancellationToken)
    {
        CredentialKey.Check(key);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return secrets.GetValueOrDefault(key);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        CredentialKey.Check(key);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var changed = new Dictionary<string, string>(secrets);
            if (!changed.Remove(key)) return false;
            Write(changed);
            return secrets.Remove(key);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => gate.Dispose();

    private void Write(Dictionary<string, string> content)
    {
        var temporary = path + ".new";
        try
        {
            File.Delete(temporary);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using (var stream = new FileStream(temporary, options))
            {
                JsonSerializer.Serialize(stream, content);
                stream.Flush(flushToDisk: true);
            }

            Durable.MoveIntoPlace(temporary, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The credentials in '{path}' cannot be written.", failure);
        }
    }
}
