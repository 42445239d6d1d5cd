namespace Fresnel.Storage.Credentials;

/// <summary>What a key of a credential may be, in every store.</summary>
internal static class CredentialKey
{
    private const int Longest = 200;

    /// <summary>Refuses what is not a key.</summary>
    public static void Check(string key)
    {
        if (key is not { Length: > 0 and <= Longest } || key.Any(char.IsControl))
            throw new ArgumentException($"'{Messages.EntityId.Printable(key)}' is not a key of a credential: 1 to {Longest} characters, none a control character.", nameof(key));
    }
}
