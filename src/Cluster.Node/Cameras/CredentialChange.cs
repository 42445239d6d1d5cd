using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Media.Sources;
using Fresnel.Messages.Cameras;
using Fresnel.Service.Api.Problems;

namespace Fresnel.Cluster.Node.Cameras;

/// <summary>What a request does to a camera's credential.</summary>
/// <param name="Kind">Keep, set or clear.</param>
/// <param name="Credential">The credential to set.</param>
internal sealed record CredentialChange(CredentialChangeKind Kind, SourceCredential? Credential = null)
{
    /// <summary>The address, without credentials, that a credential to set is for.</summary>
    public string Source { get; init; } = "";

    /// <summary>The settings that result from an input, and what becomes of the credential.</summary>
    /// <param name="input">What the caller gave.</param>
    /// <param name="current">The settings that hold; null where the camera is new.</param>
    /// <param name="others">What the input is laid over: the current settings, or the defaults.</param>
    /// <exception cref="ApiProblemException">The source is missing or not allowed, or two credentials were given.</exception>
    public static (CameraSettings Settings, CredentialChange Change) Resolve(CameraSettingsInput input, CameraSettings? current, CameraSettings? others)
    {
        if (input.Source is null && others is null) throw new ApiProblemException(ProblemCodes.SettingsInvalid, "source is missing: a path, a file: URL or an rtsp:// URL.");
        var (source, inline) = SourceText.Parse(input.Source ?? others!.Source);
        var change = Decide(input, current, source, inline);
        if (change.Kind is CredentialChangeKind.Set && source.Kind is SourceKind.File)
        {
            throw new ApiProblemException(ProblemCodes.SettingsInvalid, "user and password are given, and the source is a file, which takes none.");
        }

        var has = change.Kind switch
        {
            CredentialChangeKind.Set => true,
            CredentialChangeKind.Clear => false,
            _ => current?.HasCredential ?? false,
        };
        var settings = input.Over(others ?? new CameraSettings { Source = source.Address }) with { Source = source.Address, HasCredential = has };
        return (settings, change with { Source = source.Address });
    }

    private static CredentialChange Decide(CameraSettingsInput input, CameraSettings? current, VideoSource source, SourceCredential? inline)
    {
        if (input.User is not null || input.Password is not null)
        {
            if (inline is not null) throw new ApiProblemException(ProblemCodes.SettingsInvalid, "user and password are given twice: in the source's address and apart from it.");
            return string.IsNullOrEmpty(input.User) && string.IsNullOrEmpty(input.Password)
                ? new CredentialChange(CredentialChangeKind.Clear)
                : new CredentialChange(CredentialChangeKind.Set, Checked(new SourceCredential(input.User ?? "", input.Password ?? "")));
        }

        if (inline is not null) return new CredentialChange(CredentialChangeKind.Set, Checked(inline));

        // A password is never sent to another server than the one it was given for.
        return current is { HasCredential: true } && !SourceText.SameServer(current.Source, source.Address)
            ? new CredentialChange(CredentialChangeKind.Clear)
            : new CredentialChange(CredentialChangeKind.Keep);
    }

    private static SourceCredential Checked(SourceCredential credential) =>
        credential.User.Length <= 256 && credential.Password.Length <= 256 && !credential.User.Any(char.IsControl) && !credential.Password.Any(char.IsControl)
            ? credential
            : throw new ApiProblemException(ProblemCodes.SettingsInvalid, "user or password is longer than 256 characters or holds control characters.");
}

/// <summary>What happens to a credential.</summary>
internal enum CredentialChangeKind
{
    /// <summary>It stays as it is.</summary>
    Keep,

    /// <summary>It is replaced.</summary>
    Set,

    /// <summary>It is forgotten.</summary>
    Clear,
}
