using System.CommandLine;
using Fresnel.Bench.Measuring;
using Fresnel.Bench.Reports;

namespace Fresnel.Bench.Commands;

/// <summary>The command line: one verb a benchmark, the same options for each.</summary>
internal static class BenchCommand
{
    /// <summary>The command line with every benchmark.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Measures Fresnel against baselines taken in the same run. Leave the machine alone meanwhile.");
        foreach (var benchmark in Benchmarks.All) root.Add(Verb(benchmark));
        return root;
    }

    private static Command Verb(IBenchmark benchmark)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object on standard output; progress goes to standard error." };
        var only = new Option<string?>("--only") { Description = "Measure only the rows whose names contain TEXT.", HelpName = "TEXT" };
        var repeat = new Option<int>("--repeat") { Description = "How many times each pair is measured, 1 to 100 (default 5).", HelpName = "N", DefaultValueFactory = _ => 5 };
        var data = new Option<DirectoryInfo>("--data") { Description = "The folder to write in; what is written is deleted afterwards (default ./data).", HelpName = "DIR", DefaultValueFactory = _ => new DirectoryInfo("data") };
        repeat.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 100) result.AddError($"--repeat is {result.Tokens[0].Value}: 1 to 100 are allowed.");
        });
        var verb = new Command(benchmark.Name, benchmark.Summary) { json, only, repeat, data };
        verb.SetAction(async (parsed, cancel) =>
        {
            var report = new BenchReport(benchmark.Name);
            var asJson = parsed.GetValue(json);
            using var folder = new BenchFolder(parsed.GetValue(data)!);
            await benchmark.RunAsync(new BenchRun(report, Console.Error, folder.Path, parsed.GetValue(repeat), parsed.GetValue(only)), cancel);
            if (report.Rows.Count == 0)
            {
                await Console.Error.WriteLineAsync($"fresnel: no row of '{benchmark.Name}' was measured{(parsed.GetValue(only) is { } text ? $": none has '{text}' in its name" : "")}.");
                return 2;
            }

            if (asJson) await Console.Out.WriteLineAsync(JsonReport.Format(report));
            TableReport.Write(report, asJson ? Console.Error : Console.Out);
            return 0;
        });
        return verb;
    }
}
