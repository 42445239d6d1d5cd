using System.ComponentModel.DataAnnotations;

namespace Fresnel.Entities.Security;

/// <summary>
/// The certificates by which the processes of a cluster know each other. Either <see cref="Folder"/>, or <see cref="Authority"/>,
/// <see cref="Certificate"/> and <see cref="Key"/>.
/// </summary>
public sealed class CertificateOptions
{
    /// <summary>
    /// A folder that all processes of the cluster share and nobody else can read (mode 0700). Its certificate authority is made at the
    /// first start; each process makes itself a certificate when it starts. Default: null.
    /// </summary>
    public string? Folder { get; set; }

    /// <summary>
    /// A PEM file with the certificate of the authority that all certificates of the cluster descend from. Default: null.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>
    /// A PEM file with the certificate of this process, valid for client and server authentication, and intermediate certificates, if any.
    /// Default: null.
    /// </summary>
    public string? Certificate { get; set; }

    /// <summary>A PEM file with the unencrypted private key of this process, not readable by other users. Default: null.</summary>
    public string? Key { get; set; }

    /// <summary>Throws unless exactly one of the two ways is configured.</summary>
    /// <exception cref="ValidationException">Too little or too much is set.</exception>
    internal void ThrowIfIncomplete(string section)
    {
        var files = new[] { Authority, Certificate, Key }.Count(path => !string.IsNullOrEmpty(path));
        var folder = !string.IsNullOrEmpty(Folder);
        if (folder ? files == 0 : files == 3) return;
        throw new ValidationException($"{section}: set either Folder, or Authority, Certificate and Key.");
    }
}
