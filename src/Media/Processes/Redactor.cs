using System.Net;
using System.Text.RegularExpressions;
using Fresnel.Media.Sources;

namespace Fresnel.Media.Processes;

/// <summary>Takes credentials out of text: the ones it knows, in every spelling, and whatever stands before an @ in an address.</summary>
internal sealed partial class Redactor
{
    private readonly string[] secrets;

    /// <summary>A redactor that knows one credential, or none.</summary>
    public Redactor(SourceCredential? credential = null)
    {
        if (credential is null)
        {
            secrets = [];
            return;
        }

        var password = credential.Password;
        var encoded = WebUtility.UrlEncode(password);
        secrets = [.. new[] { encoded.Replace("+", "%20", StringComparison.Ordinal), encoded, Uri.EscapeDataString(password), password }
            .Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(s => s.Length)];
    }

    /// <summary>The text without credentials.</summary>
    public string Redact(string text)
    {
        text = UserInfo().Replace(text, "://***@");
        foreach (var secret in secrets) text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }

    [GeneratedRegex(@"://[^/\s@'""]*(?:@[^/\s@'""]*)*@", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex UserInfo();
}
