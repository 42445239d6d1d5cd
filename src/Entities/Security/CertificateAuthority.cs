using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Fresnel.Entities.Security;

/// <summary>
/// A cluster's own certificate authority: an ECDSA P-256 key and a certificate of 20 years in one file, <c>authority.pem</c>. It signs the
/// certificates of the processes, which are never stored.
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    /// <summary>The name of the file in its folder.</summary>
    public const string FileName = "authority.pem";

    private const int AuthorityYears = 20;
    private const int NodeYears = 5;

    // Clocks of machines differ, and a certificate that is not yet valid is refused.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromDays(1);

    private readonly X509Certificate2 signer;
    private readonly TimeProvider time;

    private CertificateAuthority(X509Certificate2 signer, TimeProvider time)
    {
        this.signer = signer;
        this.time = time;
        Certificate = X509CertificateLoader.LoadCertificate(signer.RawData);
    }

    /// <summary>The certificate of the authority, without its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Reads the authority of a folder, or makes it. Processes that start at once get the same.</summary>
    /// <exception cref="CertificateException">The folder or the file cannot be used.</exception>
    public static CertificateAuthority OpenOrCreate(string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            PrivateFiles.EnsureFolder(folder);
            if (!File.Exists(path)) PrivateFiles.TryCreate(path, Make(time));
            PrivateFiles.CheckOwnKey(path);
            return new CertificateAuthority(X509Certificate2.CreateFromPemFile(path), time);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CertificateException($"The certificate authority '{path}' cannot be used: {fault.Message}", fault);
        }
    }

    /// <summary>Makes a certificate for a process, valid as client and as server.</summary>
    /// <param name="host">The host name or IP address under which the process is reached.</param>
    public X509Certificate2 Issue(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Fresnel node", key, HashAlgorithmName.SHA256);
        var extensions = request.CertificateExtensions;
        extensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        extensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        extensions.Add(new X509EnhancedKeyUsageExtension([KeyPurposes.ClientOid(), KeyPurposes.ServerOid()], critical: false));
        extensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        extensions.Add(Names(host));
        var (start, end) = Validity(NodeYears);
        using var issued = request.Create(signer, Later(start, signer.NotBefore), Earlier(end, signer.NotAfter), Serial());
        return issued.CopyWithPrivateKey(key);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        signer.Dispose();
        Certificate.Dispose();
    }

    private static string Make(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Fresnel cluster", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - ClockMargin, now.AddYears(AuthorityYears));
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    private static X509Extension Names(string host)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (System.Net.IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(host);
        if (host != "localhost") names.AddDnsName("localhost");
        return names.Build();
    }

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F; // positive
        return serial;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private (DateTimeOffset Start, DateTimeOffset End) Validity(int years)
    {
        var now = time.GetUtcNow();
        return (now - ClockMargin, now.AddYears(years));
    }
}
