using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Fresnel.LocalCluster;
using Fresnel.Pbm.Http;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Commands;

/// <summary>The outermost edge: turns arguments into a verb's run, and every fault into one line and an exit code.</summary>
internal static class PbmEdge
{
    /// <summary>Runs the verb named by the arguments.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Surroundings around)
    {
        var root = RootVerbs.Create(around);
        var parse = root.Parse(args);
        if (parse.Errors.Count > 0)
        {
            await around.Error.WriteLineAsync($"{Program(parse)}: {Explain(root, parse)}");
            return ExitCodes.Usage;
        }

        if (parse.Action is HelpAction) return await HelpAsync(parse, around);
        try
        {
            return await parse.InvokeAsync(new InvocationConfiguration
            {
                Output = around.Output,
                Error = around.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
            });
        }
        catch (Exception fault)
        {
            var (line, code) = Describe(fault);
            await around.Error.WriteLineAsync($"{Program(parse)}: {Cell.Clean(line)}");
            return code;
        }
    }

    private static (string Line, int ExitCode) Describe(Exception fault) => fault switch
    {
        PbmException ours => (ours.Message, ours.ExitCode),
        ProblemException problem => (problem.Message, problem.ExitCode),
        UnreachableException { TimedOut: true } late => ($"sent, and no answer came; it may have been done: {late.Message}", ExitCodes.TimedOut),
        UnreachableException unreachable => ($"not reached: {unreachable.Message}", ExitCodes.Unreachable),
        LocalClusterException { Fault: LocalClusterFault.NotFound } missing => (missing.Message, ExitCodes.NotFound),
        LocalClusterException { Fault: LocalClusterFault.TimedOut } late => (late.Message, ExitCodes.TimedOut),
        LocalClusterException { Fault: LocalClusterFault.Unreachable } unreachable => ($"not reached: {unreachable.Message}", ExitCodes.Unreachable),
        LocalClusterException failed => (failed.Message, ExitCodes.Failed),
        ServerException server => (server.Message, ExitCodes.Failed),
        OperationCanceledException => ("stopped before it was done.", ExitCodes.Interrupted),
        IOException or UnauthorizedAccessException => (fault.Message, ExitCodes.Failed),
        _ => ($"{fault.GetType().Name}: {fault.Message}", ExitCodes.Failed),
    };

    private static async Task<int> HelpAsync(ParseResult parse, Surroundings around)
    {
        await using var help = new StringWriter();
        var code = await parse.InvokeAsync(new InvocationConfiguration { Output = help, Error = around.Error });
        // people start it by the launcher
        var text = help.ToString()
            .Replace($"{RootCommand.ExecutableName} {RootVerbs.Local}", "./fresnel cluster", StringComparison.Ordinal)
            .Replace(RootCommand.ExecutableName, "./fresnel pbm", StringComparison.Ordinal)
            .TrimEnd();
        await around.Output.WriteLineAsync(parse.CommandResult.Command is RootCommand ? $"{text}\n\n{ExitCodes.Help}" : text);
        return code;
    }

    /// <summary>What the line about a fault begins with: the verb that was typed, by the launcher, to get here.</summary>
    private static string Program(ParseResult parse) => parse.Tokens is [{ Value: RootVerbs.Local }, ..] ? "cluster" : "pbm";

    private static string Explain(RootCommand root, ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var help = $"Try './fresnel {Trail(parse)}--help'.";
        if (parse.UnmatchedTokens.FirstOrDefault(t => t.StartsWith('-')) is { } option)
        {
            var name = option.Split('=')[0];
            var known = Options(parse).Select(o => o.Name).ToArray();
            if (known.Contains(name, StringComparer.Ordinal)) return $"the option '{name}' comes after the verb: ./fresnel {Trail(parse)}{name} … {help}";
            var near = Hints.Near(option, known);
            return $"unknown option '{Cell.Clean(name)}'{(near.Length > 0 ? $":{near}" : ".")} {help}";
        }

        if (command.Arguments.FirstOrDefault(a => a.Arity.MinimumNumberOfValues > 0 && parse.GetResult(a) is null or { Tokens.Count: 0 }) is { } missing)
        {
            return $"'{command.Name}' needs {missing.Name}: {missing.Description} {help}";
        }

        if (command.Subcommands.Count == 0) return $"{Cell.Clean(parse.Errors[0].Message).TrimEnd('.')}. {help}".Replace("?.", "?", StringComparison.Ordinal);
        var verbs = string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
        if (parse.UnmatchedTokens is not [var word, ..]) return $"no verb given; one of {verbs}. {help}";
        var found = Hints.Near(word, command.Subcommands.Select(c => c.Name));
        if (found.Length == 0 && command is RootCommand) found = Hints.Question([.. root.Subcommands.Where(g => !g.Hidden && g.Subcommands.Any(v => v.Name == word)).Select(g => $"{g.Name} {word}").Take(3)]);
        return $"unknown verb '{Cell.Clean(word)}':{(found.Length > 0 ? found : $" one of {verbs}.")} {help}";
    }

    private static IEnumerable<Option> Options(ParseResult parse)
    {
        for (SymbolResult? at = parse.CommandResult; at is not null; at = at.Parent)
        {
            if (at is not CommandResult { Command: var command }) continue;
            foreach (var option in command.Options.Where(o => at == parse.CommandResult || o.Recursive)) yield return option;
        }
    }

    /// <summary>The words up to the verb, each with a space behind it.</summary>
    private static string Trail(ParseResult parse)
    {
        var words = new Stack<string>();
        for (SymbolResult? at = parse.CommandResult; at is CommandResult { Command: not RootCommand } result; at = at.Parent) words.Push(result.Command.Name);
        var trail = string.Concat(words.Select(w => $"{w} "));
        return trail.StartsWith($"{RootVerbs.Local} ", StringComparison.Ordinal) ? $"cluster {trail[(RootVerbs.Local.Length + 1)..]}" : $"pbm {trail}";
    }
}
