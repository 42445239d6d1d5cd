using System.CommandLine;
using Fresnel.Engine.Driver.Machine;
using Fresnel.Engine.Reports;
using Fresnel.Engine.Scenarios;

namespace Fresnel.Engine.Commands;

/// <summary>The verb <c>bench [NAME...]</c>.</summary>
internal static class BenchVerb
{
    private const int Missed = 1;
    private const int Unknown = 2;

    /// <summary>Creates it.</summary>
    public static Command Create()
    {
        var scenarios = AllScenarios.Create();
        var names = new Argument<string[]>("row") { Description = $"Which rows; all where none is named: {string.Join(", ", scenarios.Select(scenario => scenario.Name))}.", Arity = ArgumentArity.ZeroOrMore };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a row on standard output; progress and table go to standard error." };
        var repeats = new Option<int?>("--kills") { Description = "How many times the fault is done, in place of the row's own number.", HelpName = "N" };
        var entities = new Option<int?>("--entities") { Description = "How many entities are under load, in place of the row's own number.", HelpName = "N" };
        var seconds = new Option<double?>("--lasts") { Description = "How long the fault lasts, in place of the row's own time.", HelpName = "SECONDS" };
        var defaults = new Option<bool>("--defaults") { Description = "Akka's own settings for failure detection and downing: the baseline." };
        var program = new Option<DirectoryInfo?>("--program") { Description = "The folder of the program that host processes run, in place of this build's.", HelpName = "DIR" };
        var data = new Option<DirectoryInfo?>("--data") { Description = "The folder to write in; a path of at most 60 characters (default the system's temporary folder).", HelpName = "DIR" };
        var verb = new Command("bench", "Does faults to a cluster of real processes and measures what its callers see.") { names, json, repeats, entities, seconds, defaults, program, data };
        verb.SetAction(async (parsed, cancel) =>
        {
            var wanted = parsed.GetValue(names) is { Length: > 0 } some ? some : [.. scenarios.Select(scenario => scenario.Name)];
            if (wanted.FirstOrDefault(name => scenarios.All(scenario => scenario.Name != name)) is { } unknown)
            {
                await Console.Error.WriteLineAsync($"fresnel: there is no row '{unknown}' of engine: {string.Join(", ", scenarios.Select(scenario => scenario.Name))}.");
                return Unknown;
            }

            var options = new ScenarioOptions
            {
                Repeats = parsed.GetValue(repeats),
                Entities = parsed.GetValue(entities),
                Lasts = parsed.GetValue(seconds) is { } lasts ? TimeSpan.FromSeconds(lasts) : null,
                Defaults = parsed.GetValue(defaults),
                Program = parsed.GetValue(program) is { } folder ? HostProgram.Find(folder.FullName) : null,
            };
            var reached = true;
            foreach (var name in wanted) reached &= await RunAsync(scenarios.First(scenario => scenario.Name == name), options, parsed.GetValue(data)?.FullName, parsed.GetValue(json), cancel);
            return reached ? 0 : Missed;
        });
        return verb;
    }

    private static async Task<bool> RunAsync(IScenario scenario, ScenarioOptions options, string? parent, bool json, CancellationToken cancel)
    {
        var report = (await ScenarioRunner.RunAsync(scenario, options, parent, Console.Error, cancel)).Report;
        if (json) await Console.Out.WriteLineAsync(ReportText.Json(report));
        await (json ? Console.Error : Console.Out).WriteLineAsync($"{ReportText.Table(report)}\n");
        return report.IsReached;
    }
}
