using System.Text.RegularExpressions;

namespace Fresnel.Formation.Tests.Security;

/// <summary>The validation of certificates is suppressed nowhere in the product.</summary>
public sealed partial class SuppressionTests
{
    [Fact]
    public void Sources_SuppressNoValidation()
    {
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".cs" or ".conf" or ".hocon" or ".json" or ".csproj")
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .ToArray();

        Assert.NotEmpty(sources);
        Assert.Empty(sources.Where(path => Suppression().IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetRelativePath(Repository.Root, path)));
    }

    [Theory]
    [InlineData("ssl { suppress-validation = true }")]
    [InlineData("ssl.suppress-validation=on")]
    [InlineData("new DotNettySslSetup(certificate, true)")]
    [InlineData("new DotNettySslSetup(certificate, suppressValidation: true, x)")]
    [InlineData("policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;")]
    [InlineData("policy.VerificationFlags |= X509VerificationFlags.IgnoreNotTimeValid;")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;")]
    [InlineData("RemoteCertificateValidationCallback = delegate { return true; }")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;")]
    [InlineData("\"Host=db;Trust Server Certificate=true\"")]
    [InlineData("options.AllowAnyClientCertificate();")]
    [InlineData("enable-ssl = false")]
    public void Suppression_IsRecognised(string source) => Assert.Matches(Suppression(), source);

    [Theory]
    [InlineData("new(Node, suppressValidation: false, requireMutualAuthentication: true, validateCertificateHostname: false, Check)")]
    [InlineData("policy.VerificationFlags = X509VerificationFlags.NoFlag;")]
    [InlineData("enable-ssl = true")]
    public void Validation_IsNoSuppression(string source) => Assert.DoesNotMatch(Suppression(), source);

    [GeneratedRegex(
        """
        suppress-?validation\s*[=:]\s*(true|on|yes)
        |DotNettySslSetup\s*\([^,)]*,\s*true
        |X509VerificationFlags\.(?!NoFlag)\w+
        |CertificateValidation(Callback)?\s*=\s*(async\s*)?(\([^)]*\)|\w+)\s*=>\s*true
        |CertificateCustomValidationCallback\s*=\s*(\([^)]*\)|\w+)\s*=>\s*true
        |CertificateValidationCallback\s*=\s*delegate[^;}]*return\s+true
        |DangerousAcceptAnyServerCertificateValidator
        |Trust\s*Server\s*Certificate\s*=\s*true
        |AllowAnyClientCertificate
        |enable-ssl\s*=\s*(false|off|no)
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Suppression();
}
