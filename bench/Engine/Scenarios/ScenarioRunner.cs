using Fresnel.Engine.Driver.Machine;
using Fresnel.Engine.Reports;

namespace Fresnel.Engine.Scenarios;

/// <summary>Runs one scenario in a folder of its own.</summary>
internal static class ScenarioRunner
{
    /// <summary>Runs it.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="options">How much of it is done.</param>
    /// <param name="parent">Where the folder is made; null for the system's temporary folder.</param>
    /// <param name="keep">Whether the folder of a run that missed any goal is kept; otherwise only of one that broke a promise.</param>
    /// <param name="progress">Where lines about its progress go.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The run with its report.</returns>
    public static async Task<ScenarioRun> RunAsync(
        IScenario scenario, ScenarioOptions options, string? parent, bool keep, TextWriter progress, CancellationToken cancellationToken)
    {
        var folder = new RunFolder(parent);
        var run = new ScenarioRun(options, new ScenarioReport(scenario.Name), folder, progress);
        try
        {
            await scenario.RunAsync(run, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            run.Say($"failed; logs are kept in {folder.Path}");
            throw;
        }

        if (keep ? run.Report.IsReached : !run.Report.Broken.Any()) folder.Dispose();
        else run.Say($"a goal was missed; logs are kept in {folder.Path}");
        return run;
    }
}
