using System.Text.RegularExpressions;
using Fresnel.Kernel.Tests.Support;

namespace Fresnel.Kernel.Tests.Documentation;

public sealed partial class KernelPageTests : KernelTest
{
    [Fact]
    public async Task Example_Runs()
    {
        Assert.Equal(20, await Eventually.WithinAsync(TurnstileExample.CountAsync(Kernel.System)));
    }

    [Fact]
    public void Page_ItsCode_IsTheCodeThatCompiles()
    {
        var root = Repository.Root;
        var sources = Squeeze(string.Concat(Directory
            .GetFiles(Path.Combine(root, "tests", "Kernel.Tests"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText)));
        var blocks = Blocks().Matches(File.ReadAllText(Path.Combine(root, "docs", "kernel.md"))).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(Squeeze(block), sources, StringComparison.Ordinal));
    }

    private static string Squeeze(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex(@"```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
