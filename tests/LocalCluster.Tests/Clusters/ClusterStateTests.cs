namespace Fresnel.LocalCluster.Tests.Clusters;

/// <summary>What is remembered of a local cluster.</summary>
public sealed class ClusterStateTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("fresnel-local-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public void Mark_OfAnotherStartOrBoot_IsAnotherProcess()
    {
        var mark = ProcessMark.Of(Environment.ProcessId)!;

        Assert.True(mark.IsAlive);
        Assert.False((mark with { Started = mark.Started + 1 }).IsAlive);
        Assert.False((mark with { Boot = "00000000-0000-0000-0000-000000000000" }).IsAlive);
        Assert.Null(ProcessMark.Of(int.MaxValue));
    }

    [Fact]
    public void State_WrittenAndRead_IsTheSame()
    {
        ProcessState[] processes = [new("lighthouse", 4000, new ProcessMark(12, 34, "boot")), new("node-1", 4001, null)];
        new ClusterState { Token = "a-token-0123456789", Video = "/v.avi", Processes = processes }.Save(new LocalFolder(data));

        var read = ClusterState.Load(data)!;

        Assert.Equal("a-token-0123456789", read.Token);
        Assert.Equal(processes, read.Processes);
        Assert.Equal("a-token-0123456789\n", File.ReadAllText(Path.Combine(data, "token")));
        Assert.DoesNotContain("a-token", read.ToString(), StringComparison.Ordinal);
    }
}
