using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Security;

/// <summary>
/// The certificate of this process and the authority of its cluster: for mutual TLS between processes. Peers are trusted by
/// <see cref="IsTrusted"/>, in both directions, and by nothing else.
/// </summary>
public sealed class ClusterCertificates : IDisposable
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(1);

    private readonly PeerTrust trust;
    private readonly TimeProvider time;
    private long lastLogged = long.MinValue;

    private ClusterCertificates(X509Certificate2 authority, X509Certificate2 node, TimeProvider time)
    {
        Authority = authority;
        Node = node;
        this.time = time;
        trust = new PeerTrust(authority, time);
    }

    /// <summary>The certificate of the cluster's authority, without its key.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The certificate of this process, with its key.</summary>
    public X509Certificate2 Node { get; }

    /// <summary>Reads the certificates of a process, or makes them.</summary>
    /// <param name="options">Where they are.</param>
    /// <param name="host">The host name or IP address under which the process is reached.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="CertificateException">A file is missing, unreadable, readable by others, or does not fit the authority.</exception>
    public static ClusterCertificates Open(CertificateOptions options, string host, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.ThrowIfIncomplete("Certificates");
        if (string.IsNullOrEmpty(options.Folder)) return Read(options, time);
        using var authority = CertificateAuthority.OpenOrCreate(options.Folder, time);
        return new ClusterCertificates(X509CertificateLoader.LoadCertificate(authority.Certificate.RawData), authority.Issue(host), time);
    }

    /// <summary>Returns whether a certificate belongs to a process of this cluster.</summary>
    /// <param name="certificate">The peer's certificate; null if it presented none.</param>
    /// <param name="chain">The chain that TLS built, of which only the certificates sent by the peer are used; or null.</param>
    public bool IsTrusted(X509Certificate2? certificate, X509Chain? chain) =>
        trust.ReasonToRefuse(certificate, chain?.ChainPolicy.ExtraStore) is null;

    /// <summary>Releases the certificates.</summary>
    public void Dispose()
    {
        Authority.Dispose();
        Node.Dispose();
    }

    /// <summary>Returns the setup of Akka's remoting: both sides present a certificate, and each checks the other's.</summary>
    /// <param name="logger">Where refused peers are logged, at most one a second.</param>
    internal DotNettySslSetup RemotingSetup(ILogger logger)
    {
        return new DotNettySslSetup(
            Node, suppressValidation: false, requireMutualAuthentication: true, validateCertificateHostname: false, Check);

        bool Check(X509Certificate2? certificate, X509Chain? chain, string remotePeer, SslPolicyErrors errors, ILoggingAdapter log)
        {
            if (trust.ReasonToRefuse(certificate, chain?.ChainPolicy.ExtraStore) is not { } reason) return true;
            if (IsTimeToLog()) SecurityLog.PeerRefused(logger, remotePeer, reason);
            return false;
        }
    }

    private static ClusterCertificates Read(CertificateOptions options, TimeProvider time)
    {
        try
        {
            PrivateFiles.CheckGivenKey(options.Key!);
            var authority = X509CertificateLoader.LoadCertificateFromFile(options.Authority!);
            var certificates = new ClusterCertificates(
                authority, X509Certificate2.CreateFromPemFile(options.Certificate!, options.Key!), time);
            var intermediates = new X509Certificate2Collection();
            intermediates.ImportFromPemFile(options.Certificate!);
            if (certificates.trust.ReasonToRefuse(certificates.Node, intermediates) is not { } reason) return certificates;
            certificates.Dispose();
            throw new CertificateException(
                $"The certificate '{options.Certificate}' is not accepted by the authority '{options.Authority}': {reason}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CertificateException(
                $"The certificates '{options.Authority}', '{options.Certificate}' and '{options.Key}' cannot be used: {fault.Message}",
                fault);
        }
    }

    // A stranger may try many times a second.
    private bool IsTimeToLog()
    {
        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref lastLogged);
        return (last == long.MinValue || time.GetElapsedTime(last, now) >= LogInterval)
            && Interlocked.CompareExchange(ref lastLogged, now, last) == last;
    }
}
