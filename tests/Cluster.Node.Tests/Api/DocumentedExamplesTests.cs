using System.Text.Json;
using System.Text.RegularExpressions;
using Fresnel.Cluster.Node.Api.Contracts;
using Fresnel.Service.Api;

namespace Fresnel.Cluster.Node.Tests.Api;

public sealed partial class DocumentedExamplesTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/api.md")]
    public void CurlBodies_AreWhatTheApiReads(string page)
    {
        var examples = CurlPattern().Matches(File.ReadAllText(Path.Combine(TestPlaces.Checkout, page)));

        Assert.NotEmpty(examples);
        foreach (Match example in examples)
        {
            var body = example.Groups["body"].Value;
            if (example.Groups["method"].Value == "POST") Assert.NotNull(JsonSerializer.Deserialize<CreateCamera>(body, ApiJson.Options)!.Settings.Source);
            else Assert.NotNull(JsonSerializer.Deserialize<CameraSettingsInput>(body, ApiJson.Options));
        }
    }

    [GeneratedRegex(@"curl [^\n]*-X (?<method>\w+) [^\n]*\\\n\s*-d '(?<body>[^']*)'")]
    private static partial Regex CurlPattern();
}
