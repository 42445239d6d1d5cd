using System.Text.RegularExpressions;
using Fresnel.Service.Api.Problems;

namespace Fresnel.Cluster.Node.Tests.Api;

public sealed partial class ProblemCodesTests
{
    [Fact]
    public void Codes_AreDocumentedWithTheirStatus()
    {
        var documented = RowPattern().Matches(File.ReadAllText(Path.Combine(TestPlaces.Checkout, "docs", "api.md")))
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

        Assert.Equal(
            ProblemCodes.All.Order(StringComparer.Ordinal).Select(code => (code, $"{ProblemCodes.Describe(code).Status}")),
            documented.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, p.Value)));
    }

    [GeneratedRegex(@"^\| `([a-z-]+)` \| (\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex RowPattern();
}
