using System.Security.Cryptography.X509Certificates;

namespace Fresnel.Entities.Security;

/// <summary>
/// Decides whether a certificate belongs to a process of the cluster: it descends from the cluster's own authority and from no other, is
/// valid now, and may be used as client and server. Host names do not matter: a peer that has a key of the cluster is of the cluster.
/// Thread-safe.
/// </summary>
internal sealed class PeerTrust(X509Certificate2 authority, TimeProvider time)
{
    /// <summary>Returns why a certificate is refused; null if it is trusted.</summary>
    /// <param name="certificate">The peer's certificate; null if it presented none.</param>
    /// <param name="intermediates">Further certificates that the peer sent.</param>
    public string? ReasonToRefuse(X509Certificate2? certificate, X509Certificate2Collection? intermediates)
    {
        if (certificate is null) return "the peer presented no certificate";
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.Add(authority);
        policy.VerificationFlags = X509VerificationFlags.NoFlag;
        policy.VerificationTimeIgnored = false;
        policy.VerificationTime = time.GetUtcNow().UtcDateTime;
        policy.RevocationMode = X509RevocationMode.NoCheck; // the authority publishes no list: a key that leaks means a new authority
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(KeyPurposes.ClientOid());
        policy.ApplicationPolicy.Add(KeyPurposes.ServerOid());
        if (intermediates is not null) policy.ExtraStore.AddRange(intermediates);
        if (chain.Build(certificate)) return null;
        return string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct());
    }
}
