namespace Fresnel.Media.Sources;

/// <summary>User and password of a source, kept apart from its address. Its text never shows them.</summary>
/// <param name="user">The user's name.</param>
/// <param name="password">The password; may hold any character but control characters.</param>
public sealed class SourceCredential(string user, string password)
{
    /// <summary>The user's name.</summary>
    public string User { get; } = user;

    /// <summary>The password.</summary>
    public string Password { get; } = password;

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
