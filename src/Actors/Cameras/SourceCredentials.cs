using System.Text.Json;
using Fresnel.Journal.Credentials;
using Fresnel.Messages;

namespace Fresnel.Actors.Cameras;

/// <summary>Users and passwords of cameras' sources, kept in the credential store under the camera's id and nowhere else.</summary>
public static class SourceCredentials
{
    /// <summary>Keeps a camera's user and password.</summary>
    public static ValueTask SaveAsync(ICredentialStore store, EntityId camera, string user, string password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.SetAsync(camera.ToString(), JsonSerializer.Serialize(new[] { user, password }), cancellationToken);
    }

    /// <summary>A camera's user and password, or null.</summary>
    public static async ValueTask<(string User, string Password)?> FindAsync(ICredentialStore store, EntityId camera, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var secret = await store.FindAsync(camera.ToString(), cancellationToken).ConfigureAwait(false);
        return secret is not null && JsonSerializer.Deserialize<string[]>(secret) is [var user, var password] ? (user, password) : null;
    }
}
