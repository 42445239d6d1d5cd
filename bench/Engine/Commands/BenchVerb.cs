using System.CommandLine;
using Fresnel.Engine.Driver.Machine;
using Fresnel.Engine.Reports;
using Fresnel.Engine.Scenarios;

namespace Fresnel.Engine.Commands;

/// <summary>The verb <c>bench [ROW...]</c>.</summary>
internal sealed class BenchVerb
{
    private const int Missed = 1;
    private const int Unknown = 2;

    private readonly IReadOnlyList<IScenario> scenarios = AllScenarios.Create();

    private readonly Argument<string[]> rows = new("row") { Arity = ArgumentArity.ZeroOrMore };

    private readonly Option<bool> json = new("--json")
    {
        Description = "Print one JSON object a row on standard output; progress and table go to standard error.",
    };

    private readonly Option<int?> repeats = new("--kills")
    {
        Description = "How many times the fault is done, in place of the row's own number.",
        HelpName = "N",
    };

    private readonly Option<int?> entities = new("--entities")
    {
        Description = "How many entities are under load, in place of the row's own number.",
        HelpName = "N",
    };

    private readonly Option<double?> lasts = new("--lasts")
    {
        Description = "How long the fault lasts, in place of the row's own time.",
        HelpName = "SECONDS",
    };

    private readonly Option<bool> defaults = new("--defaults")
    {
        Description = "Akka's own settings for failure detection and downing: the baseline.",
    };

    private readonly Option<DirectoryInfo?> program = new("--program")
    {
        Description = "The folder of the program that host processes run, in place of this build's.",
        HelpName = "DIR",
    };

    private readonly Option<DirectoryInfo?> data = new("--data")
    {
        Description = "The folder to write in; a path of at most 60 characters (default the system's temporary folder).",
        HelpName = "DIR",
    };

    private string Names => string.Join(", ", scenarios.Select(scenario => scenario.Name));

    /// <summary>Creates the verb.</summary>
    public static Command Create()
    {
        var verb = new BenchVerb();
        verb.rows.Description = $"Which rows; all where none is named: {verb.Names}.";
        var command = new Command("bench", "Does faults to a cluster of real processes and measures what its callers see.")
        {
            verb.rows, verb.json, verb.repeats, verb.entities, verb.lasts, verb.defaults, verb.program, verb.data,
        };
        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var wanted = parsed.GetValue(rows) is { Length: > 0 } some ? some : [.. scenarios.Select(scenario => scenario.Name)];
        if (wanted.FirstOrDefault(name => scenarios.All(scenario => scenario.Name != name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"fresnel: there is no row '{unknown}' of engine: {Names}.");
            return Unknown;
        }

        var reached = true;
        foreach (var name in wanted) reached &= await RunAsync(scenarios.First(scenario => scenario.Name == name), parsed, cancel);
        return reached ? 0 : Missed;
    }

    private async Task<bool> RunAsync(IScenario scenario, ParseResult parsed, CancellationToken cancel)
    {
        var options = new ScenarioOptions
        {
            Repeats = parsed.GetValue(repeats),
            Entities = parsed.GetValue(entities),
            Lasts = parsed.GetValue(lasts) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Defaults = parsed.GetValue(defaults),
            Program = parsed.GetValue(program) is { } folder ? HostProgram.Find(folder.FullName) : null,
        };
        var run = await ScenarioRunner.RunAsync(scenario, options, parsed.GetValue(data)?.FullName, keep: true, Console.Error, cancel);
        var report = run.Report;
        if (parsed.GetValue(json)) await Console.Out.WriteLineAsync(ReportText.Json(report));
        await (parsed.GetValue(json) ? Console.Error : Console.Out).WriteLineAsync($"{ReportText.Table(report)}\n");
        return report.IsReached;
    }
}
