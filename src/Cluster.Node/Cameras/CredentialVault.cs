using Fresnel.Actors.Cameras;
using Fresnel.Media.Sources;
using Fresnel.Messages;
using Fresnel.Storage.Credentials;

namespace Fresnel.Cluster.Node.Cameras;

/// <summary>Keeps the user and password of a camera's source apart from its settings, and can put back what was there.</summary>
public sealed class CredentialVault(ICredentialStore store)
{
    /// <summary>What is kept for a camera, as it is kept; for putting it back.</summary>
    public ValueTask<string?> ReadAsync(EntityId camera, CancellationToken cancellationToken) => store.FindAsync(camera.ToString(), cancellationToken);

    /// <summary>Keeps a credential for the server of a source.</summary>
    public ValueTask SetAsync(EntityId camera, string source, SourceCredential credential, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return SourceCredentials.SaveAsync(store, camera, source, credential.User, credential.Password, cancellationToken);
    }

    /// <summary>Forgets what is kept.</summary>
    public async ValueTask ClearAsync(EntityId camera, CancellationToken cancellationToken) => await store.DeleteAsync(camera.ToString(), cancellationToken);

    /// <summary>Puts back what was read before.</summary>
    public async ValueTask RestoreAsync(EntityId camera, string? secret, CancellationToken cancellationToken)
    {
        if (secret is null) await store.DeleteAsync(camera.ToString(), cancellationToken);
        else await store.SetAsync(camera.ToString(), secret, cancellationToken);
    }
}
