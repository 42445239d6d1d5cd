using System.Security.Cryptography;

namespace Fresnel.Entities.Security;

/// <summary>What the key of a process may be used for: it is client and server.</summary>
internal static class KeyPurposes
{
    /// <summary>TLS client authentication.</summary>
    public static Oid ClientOid() => new("1.3.6.1.5.5.7.3.2");

    /// <summary>TLS server authentication.</summary>
    public static Oid ServerOid() => new("1.3.6.1.5.5.7.3.1");
}
