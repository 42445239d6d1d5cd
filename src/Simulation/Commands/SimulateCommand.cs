using System.CommandLine;
using Fresnel.Simulation.Clock;

namespace Fresnel.Simulation.Commands;

/// <summary><c>simulate</c>: runs the cluster's code in simulated worlds, one a seed, and checks what it promises.</summary>
public static class SimulateCommand
{
    /// <summary>All promises held.</summary>
    public const int Held = 0;

    /// <summary>A promise was found broken.</summary>
    public const int Broken = 1;

    /// <summary>The command line is not right.</summary>
    public const int Usage = 2;

    private const int MostSeeds = 10_000_000;

    /// <summary>Runs the command line.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where progress and the one line about a fault go.</param>
    /// <returns>0 where all promises held, 1 where one did not, 2 where the command line is not right.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var seeds = new Option<int?>("--seeds") { Description = "How many seeds to run (default: 200; with --trace 1).", HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "The first seed; the others follow it (default: 1).", HelpName = "S", DefaultValueFactory = static _ => 1 };
        var trace = new Option<bool>("--trace") { Description = "Prints everything that happens in the world of the seed." };
        var hashes = new Option<bool>("--hashes") { Description = "Prints a hash of each seed's run: equal hashes, equal runs." };
        var command = new RootCommand("Runs the cluster's own code in simulated worlds with kills, pauses, cut lines, lost and doubled messages, and checks what it promises. The same seed always runs alike.") { seeds, seed, trace, hashes };
        command.SetAction((parse, _) =>
        {
            var traced = parse.GetValue(trace);
            var count = parse.GetValue(seeds) ?? (traced ? 1 : 200);
            return RunAsync(parse.GetValue(seed), count, parse.GetValue(hashes), traced, output, error);
        });
        var parse = command.Parse(args);
        if (parse.Errors.Count > 0) return await RefuseAsync(error, parse.Errors[0].Message.TrimEnd('.')).ConfigureAwait(false);
        await using var help = new StringWriter();
        var invocation = new InvocationConfiguration { Output = help, Error = error, EnableDefaultExceptionHandler = false };
        var code = await parse.InvokeAsync(invocation).ConfigureAwait(false);
        await output.WriteAsync(help.ToString().Replace(RootCommand.ExecutableName, "./fresnel simulate", StringComparison.Ordinal)).ConfigureAwait(false); // people start it by the launcher
        return code;
    }

    private static async Task<int> RunAsync(int first, int count, bool hashes, bool traced, TextWriter output, TextWriter error)
    {
        if (count is < 1 or > MostSeeds) return await RefuseAsync(error, $"--seeds {count} is not allowed: 1 to {MostSeeds}").ConfigureAwait(false);
        if (first < 0 || first > int.MaxValue - count) return await RefuseAsync(error, $"--seed {first} is not allowed: 0 to {int.MaxValue - count}").ConfigureAwait(false);
        OneThread.Ensure();
        await OneThread.TurnAsync();
        return await new SimulationReport(output, error, hashes, traced, TimeProvider.System).RunAsync(first, count).ConfigureAwait(false) ? Held : Broken;
    }

    private static async Task<int> RefuseAsync(TextWriter error, string why)
    {
        await error.WriteLineAsync($"fresnel: {why}. Try 'fresnel simulate --help'.").ConfigureAwait(false);
        return Usage;
    }
}
