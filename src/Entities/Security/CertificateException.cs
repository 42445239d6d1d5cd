namespace Fresnel.Entities.Security;

/// <summary>The certificates of this process cannot be used; the message says which file and why.</summary>
public sealed class CertificateException(string message, Exception? cause = null) : Exception(message, cause);
