using Fresnel.Engine.Audit;
using Fresnel.Engine.Driver;
using Fresnel.Engine.Driver.Cluster;
using Fresnel.Engine.Driver.Load;
using Fresnel.Engine.Driver.Machine;
using Fresnel.Engine.Reports;

namespace Fresnel.Engine.Scenarios;

/// <summary>One run of a scenario: its folder, its clock, its report.</summary>
/// <param name="options">How much of it is done.</param>
/// <param name="report">Where figures go.</param>
/// <param name="folder">Where it writes.</param>
/// <param name="progress">Where lines about its progress go.</param>
internal sealed class ScenarioRun(ScenarioOptions options, ScenarioReport report, RunFolder folder, TextWriter progress)
{
    /// <summary>How much is done.</summary>
    public ScenarioOptions Options => options;

    /// <summary>Where figures go.</summary>
    public ScenarioReport Report => report;

    /// <summary>Where it writes.</summary>
    public RunFolder Folder => folder;

    /// <summary>The run's clock.</summary>
    public RunClock Clock { get; } = new(TimeProvider.System);

    /// <summary>What the audits found.</summary>
    public List<AuditReport> Audits { get; } = [];

    /// <summary>What host processes run.</summary>
    public HostProgram Program => options.Program ?? HostProgram.Find();

    /// <summary>Says where the run is.</summary>
    public void Say(string line) =>
        progress.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Clock.Now.TotalSeconds,8:0.0} s  {line}"));

    /// <summary>Starts a cluster and a load on it, and waits until every entity answers.</summary>
    /// <param name="plan">The cluster.</param>
    /// <param name="load">The load.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LoadedCluster> StartAsync(ClusterPlan plan, LoadPlan load, CancellationToken cancellationToken)
    {
        string[] defaults = options.Defaults ? ["--defaults"] : [];
        var began = Clock.Now;
        var cluster = await EngineCluster.StartAsync(
            plan with { Program = Program, Arguments = [.. plan.Arguments, .. options.Arguments, .. defaults] }, folder, Clock,
                cancellationToken);
        var loaded = new LoadedCluster(this, cluster, load with { Entities = options.Entities ?? load.Entities });
        try
        {
            await loaded.SettleAsync(cancellationToken);
            var took = ScenarioReport.Seconds((Clock.Now - began).TotalSeconds);
            Say($"{cluster.Seats.Count} processes and {loaded.Load.Entities.Count} entities are ready after {took} s");
            return loaded;
        }
        catch
        {
            await loaded.DisposeAsync();
            throw;
        }
    }
}
