namespace Fresnel.Storage.Credentials;

/// <summary>
/// Keeps secrets (a camera's user and password) apart from settings, events and logs. Values are never part of an
/// exception or a log line.
/// </summary>
public interface ICredentialStore
{
    /// <summary>Keeps a secret in place of an older one of the same key. On return it is on disk.</summary>
    /// <param name="key">What it is for: <c>camera/front-door</c>. 1 to 200 characters, none of them a control character.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="cancellationToken">Gives up before writing.</param>
    /// <exception cref="StoreUnavailableException">The store cannot write.</exception>
    ValueTask SetAsync(string key, string secret, CancellationToken cancellationToken);

    /// <summary>The secret of a key, or null.</summary>
    ValueTask<string?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Forgets a secret.</summary>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken);
}
