using Xunit.Abstractions;

namespace Fresnel.Simulation.Tests;

/// <summary>The machine belongs to them alone while they run: the suites of this project let time pass, and would be overtaken by it.</summary>
[CollectionDefinition("simulations", DisableParallelization = true)]
public sealed class Alone;

[Collection("simulations")]
public sealed class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public async Task TwoThousandSeeds_InTwoProcesses_AllHold()
    {
        var seeds = SlowTests.Choose(1_000, 20_000);
        var halves = await Task.WhenAll(
            SimulateProcess.RunAsync("--seeds", $"{seeds}", "--seed", "1"),
            SimulateProcess.RunAsync("--seeds", $"{seeds}", "--seed", $"{seeds + 1}"));
        foreach (var (code, said, error) in halves)
        {
            output.WriteLine(said + error);
            Assert.True(code == 0 && said.Contains("all held", StringComparison.Ordinal), said + error);
        }
    }

    [Fact]
    public async Task SameSeeds_InTwoProcesses_RunAlikeToTheLastStep()
    {
        var (one, two) = (SimulateProcess.RunAsync("--seeds", "20", "--seed", "77", "--hashes"), SimulateProcess.RunAsync("--seeds", "20", "--seed", "77", "--hashes"));
        var hashes = HashesOf((await one).Output);
        Assert.Equal(20, hashes.Distinct().Count());
        Assert.Equal(hashes, HashesOf((await two).Output));
    }

    [Fact]
    public async Task Trace_OfASeed_TellsWhatHappens()
    {
        var (code, said, _) = await SimulateProcess.RunAsync("--seed", "3", "--trace");
        Assert.Equal(0, code);
        Assert.Contains("claimed shard 0", said, StringComparison.Ordinal);
        Assert.Contains("1 seed,", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seeds 0", "--seeds 0 is not allowed: 1 to 10000000")]
    [InlineData("--seed -1", "--seed -1 is not allowed: 0 to")]
    [InlineData("--seeds many", "many")]
    [InlineData("--sneeds 3", "--sneeds")]
    public async Task CommandLine_NotRight_SaysWhatIsAllowed(string arguments, string said)
    {
        var (code, output, error) = await SimulateProcess.RunAsync(arguments.Split(' '));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static string[] HashesOf(string output) => [.. output.Split('\n').Where(static l => l.StartsWith("seed ", StringComparison.Ordinal))];
}
