using System.Globalization;
using Fresnel.Simulation.Checks;
using Fresnel.Simulation.Faults;
using Fresnel.Simulation.Runs;

namespace Fresnel.Simulation.Commands;

/// <summary>Runs seeds one after the other and says how they went.</summary>
/// <param name="output">Where results go.</param>
/// <param name="error">Where progress goes.</param>
/// <param name="hashes">Whether to print each seed's hash.</param>
/// <param name="traced">Whether to print everything that happens.</param>
/// <param name="time">For the progress.</param>
internal sealed class SimulationReport(TextWriter output, TextWriter error, bool hashes, bool traced, TimeProvider time)
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<FaultKind, int> faults = [];
    private long commands;
    private long attempts;
    private long steps;

    /// <summary>Runs seeds until one breaks a promise.</summary>
    /// <returns>Whether all held.</returns>
    public async Task<bool> RunAsync(int first, int count)
    {
        var began = time.GetTimestamp();
        var shown = began;
        for (var done = 0; done < count; done++)
        {
            var result = await new World(first + done, traced ? output : null).RunAsync().ConfigureAwait(false);
            Count(result);
            if (hashes) Write(output, $"seed {result.Seed} hash {result.Hash:x16} steps {result.Steps}");
            if (result.Violation is { } violation)
            {
                Tell(result, violation, done);
                return false;
            }

            if (time.GetElapsedTime(shown) < ProgressEvery || traced) continue;
            shown = time.GetTimestamp();
            Progress($"{done + 1} of {count} seeds, {faults.Values.Sum()} faults, {commands} commands");
        }

        Progress("");
        Write(output, $"{count} {(count == 1 ? "seed" : "seeds")}, {faults.Values.Sum()} faults injected, {commands} commands: all held");
        TellFaults();
        Write(output, $"({attempts} attempts at commands, {steps} steps, {time.GetElapsedTime(began).TotalSeconds:0.0} s)");
        return true;
    }

    private void Count(SeedResult result)
    {
        foreach (var (kind, times) in result.Faults) faults[kind] = faults.GetValueOrDefault(kind) + times;
        commands += result.Commands;
        attempts += result.Attempts;
        steps += result.Steps;
    }

    private void Tell(SeedResult result, Violation violation, int before)
    {
        Progress("");
        Write(output, $"seed {result.Seed}: {violation.Invariant} broken {violation.At.TotalSeconds:0.000} s into its world (after {before} seeds that held)");
        Write(output, $"  expected  {violation.Promise}");
        Write(output, $"  found     {violation.Found}");
        Write(output, $"  faults    {string.Join(", ", result.Faults.Select(static f => $"{f.Key} {f.Value}"))}");
        Write(output, $"  replay    ./fresnel simulate --seed {result.Seed} --trace");
    }

    private void TellFaults()
    {
        foreach (var (kind, times) in faults) Write(output, $"  {kind,-16} {times,7}");
    }

    private void Progress(string text)
    {
        // A line that is written over again: of use on a terminal only.
        if (!Console.IsErrorRedirected) error.Write($"\r{text,-70}\r");
    }

    private static void Write(TextWriter to, FormattableString text) => to.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
