using Fresnel.LocalCluster;
using Fresnel.Pbm.Commands;
using Fresnel.Pbm.Tests.Support;

namespace Fresnel.Pbm.Tests.Local;

/// <summary>What is remembered of a local cluster, and what is made of it when it is stale, damaged or absent.</summary>
public sealed class LocalStateTests : IDisposable
{
    private readonly string data = TestPlaces.NewFolder();

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task StaleMark_NobodyIsAskedOrEnded()
    {
        var mark = ProcessMark.Of(Environment.ProcessId)!; // this process: it would notice
        Save(new ProcessState("lighthouse", 1, mark with { Started = mark.Started - 1 }), new ProcessState("node-1", 2, mark with { Boot = "an earlier one" }));

        (await PbmRun.OfAsync($"cluster show --data {data}")).FailedWith(ExitCodes.Unreachable, "no process of the local cluster");
        Assert.Contains("lighthouse  ended ", (await PbmRun.OfAsync($"local status --data {data}")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "is damaged")]
    [InlineData("null", "is damaged")]
    [InlineData("""{"format":2,"token":"t","video":"v","processes":[]}""", "is of a newer program")]
    public async Task StateFile_ThatCannotBeUsed_IsOneLine(string content, string expected)
    {
        await File.WriteAllTextAsync(ClusterState.PathIn(data), content);

        (await PbmRun.OfAsync($"local status --data {data}")).FailedWith(ExitCodes.Failed, expected);
        (await PbmRun.OfAsync($"cluster show --data {data}")).FailedWith(ExitCodes.Failed, expected);
    }

    [Theory]
    [InlineData("local status", "there is no cluster in")]
    [InlineData("local down", "there is no cluster in")]
    [InlineData("local kill node-1", "there is no cluster in")]
    [InlineData("local up --video /nowhere.avi", "the video '/nowhere.avi' does not exist")]
    public async Task NoCluster_IsSaid(string arguments, string expected) =>
        (await PbmRun.OfAsync($"{arguments} --data {data}")).FailedWith(ExitCodes.NotFound, expected);

    [Theory]
    [InlineData("local up --nodes 0", "'--nodes 0' is not a whole number from 1 to 20")]
    [InlineData("local up --cameras many", "'--cameras many' is not a whole number from 0 to 200")]
    [InlineData("local up --fps 0", "'--fps 0' is not a number from 0.1 to 60")]
    [InlineData("local up --video /tmp", "is a folder")]
    [InlineData("local add 100", "N is 100; allowed: 1 to 20")]
    [InlineData("local kil node-1", "did you mean 'kill'?")]
    [InlineData("local kill", "'kill' needs NAME")]
    public async Task BadCommandLine_IsOneLine(string arguments, string expected)
    {
        var run = await PbmRun.OfAsync($"{arguments} --data {data}");

        run.FailedWith(ExitCodes.Usage, expected);
        Assert.StartsWith("cluster: ", run.Error, StringComparison.Ordinal);
    }

    private void Save(params ProcessState[] processes) =>
        new ClusterState { Token = "a-token-0123456789", Video = "/v.avi", Processes = processes }.Save(new LocalFolder(data));
}
