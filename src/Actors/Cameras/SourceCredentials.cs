using System.Text.Json;
using Fresnel.Messages;
using Fresnel.Storage.Credentials;

namespace Fresnel.Actors.Cameras;

/// <summary>Users and passwords of cameras' sources, kept in the credential store under the camera's id and nowhere else; each is bound to the server it was given for.</summary>
public static class SourceCredentials
{
    /// <summary>Keeps a camera's user and password.</summary>
    /// <param name="store">Where.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="source">The address, without credentials, of the server they are for.</param>
    /// <param name="user">The user.</param>
    /// <param name="password">The password.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static ValueTask SaveAsync(ICredentialStore store, EntityId camera, string source, string user, string password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.SetAsync(camera.ToString(), JsonSerializer.Serialize(new[] { user, password, ServerOf(source) }), cancellationToken);
    }

    /// <summary>A camera's user and password; null where there are none, or where they are another server's: a node that ends between keeping a password and changing the settings sends it nowhere.</summary>
    /// <param name="store">Where they are kept.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="source">The address they would be sent to.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async ValueTask<(string User, string Password)?> FindAsync(ICredentialStore store, EntityId camera, string source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var secret = await store.FindAsync(camera.ToString(), cancellationToken).ConfigureAwait(false);
        return secret is not null && JsonSerializer.Deserialize<string[]>(secret) is [var user, var password, var server] && server == ServerOf(source)
            ? (user, password)
            : null;
    }

    // Scheme, host and port as they are compared; .NET does not know that RTSP's port is 554 where none is said.
    private static string ServerOf(string source) =>
        Uri.TryCreate(source, UriKind.Absolute, out var uri) ? $"{uri.Scheme}://{uri.Host}:{(uri.Port < 0 ? 554 : uri.Port)}" : "";
}
