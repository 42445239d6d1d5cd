using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fresnel.Formation.Tests.Security;

/// <summary>Certificates that the product does not make: those of operators, and wrong ones.</summary>
[UnsupportedOSPlatform("windows")]
internal static class Authorities
{
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";
    private const string ServerPurpose = "1.3.6.1.5.5.7.3.1";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    /// <summary>Purposes of a certificate that is client and server.</summary>
    public static string[] Both => [ClientPurpose, ServerPurpose];

    /// <summary>Purposes of a certificate of a web server.</summary>
    public static string[] ServerOnly => [ServerPurpose];

    /// <summary>Makes an authority, under another one or by itself.</summary>
    public static X509Certificate2 Authority(string name, X509Certificate2? issuer = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (issuer is null) return request.CreateSelfSigned(Now.AddDays(-2), Now.AddYears(10));
        using var signed = request.Create(issuer, Now.AddDays(-2), Now.AddYears(9), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Makes a certificate of a process.</summary>
    public static X509Certificate2 Leaf(X509Certificate2 issuer, string[] purposes, DateTimeOffset? end = null)
    {
        using var key = RSA.Create(2048); // operators often use RSA
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var oids = new OidCollection();
        foreach (var purpose in purposes) oids.Add(new Oid(purpose));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, false));
        var generator = X509SignatureGenerator.CreateForECDsa(issuer.GetECDsaPrivateKey()!);
        using var signed = request.Create(
            issuer.SubjectName, generator, Now.AddDays(-1.5), end ?? Now.AddYears(1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Writes a key that only this user can read.</summary>
    public static string WriteKey(string folder, X509Certificate2 certificate)
    {
        var path = Path.Combine(folder, "node.key");
        using var key = certificate.GetRSAPrivateKey()!;
        File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        return path;
    }

    /// <summary>Writes certificates into a PEM file.</summary>
    public static string Write(string folder, string name, params X509Certificate2[] certificates)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllLines(path, certificates.Select(certificate => certificate.ExportCertificatePem()));
        return path;
    }
}
