using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text;

namespace Fresnel.Service.Commands;

/// <summary>The outermost edge: turns arguments into a verb's run, and every fault into one line and an exit code.</summary>
public static class ProgramEdge
{
    /// <summary>Runs the verb named by the arguments.</summary>
    /// <param name="root">The command line with every verb.</param>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="describe">One line and an exit code for a fault, as <see cref="ServiceFaults.Describe"/> has them.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where the one line about a fault goes.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args, Func<Exception, (string Line, int ExitCode)> describe, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(describe);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        var parse = root.Parse(args);
        if (parse.Errors.Count > 0)
        {
            await error.WriteLineAsync($"fresnel: {Explain(parse)}");
            return ExitCodes.Usage;
        }

        try
        {
            if (!HasCurrentFolder()) throw new UserErrorException("the current folder does not exist any more or may not be read: change to another one.", ExitCodes.Input);

            // Signals are handled by the verbs themselves, so that a second Ctrl-C can leave at once.
            var invocation = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            if (parse.Action is not HelpAction) return await parse.InvokeAsync(invocation);
            await using var help = new StringWriter();
            invocation.Output = help;
            var code = await parse.InvokeAsync(invocation);
            await output.WriteAsync(help.ToString().Replace(RootCommand.ExecutableName, "./fresnel", StringComparison.Ordinal)); // people start it by the launcher
            return code;
        }
        catch (Exception fault)
        {
            var (line, code) = describe(fault);
            await error.WriteLineAsync($"fresnel: {line}");
            return code;
        }
    }

    private static bool HasCurrentFolder()
    {
        try
        {
            return Directory.GetCurrentDirectory().Length > 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Explain(ParseResult parse)
    {
        if (parse.CommandResult.Command is RootCommand root)
        {
            var word = parse.Tokens.FirstOrDefault(t => t.Type is TokenType.Argument)?.Value
                ?? (parse.UnmatchedTokens is [var first, ..] ? first : null);
            if (word is null) return $"no verb given; one of {Verbs(root)}. Try 'fresnel --help'.";
            var near = Suggestions.Nearest(word, root.Subcommands.Select(c => c.Name));
            var hint = near.Count > 0 ? $" did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?" : $" one of {Verbs(root)}.";
            return $"unknown verb '{OneLine(word)}':{hint} Try 'fresnel --help'.";
        }

        var message = OneLine(parse.Errors[0].Message).TrimEnd('.');
        var unknown = parse.UnmatchedTokens.FirstOrDefault(t => t.StartsWith('-'));
        if (unknown is not null)
        {
            var near = Suggestions.Nearest(unknown, parse.CommandResult.Command.Options.Select(o => o.Name));
            message = near.Count > 0
                ? $"unknown option '{OneLine(unknown)}': did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?"
                : $"unknown option '{OneLine(unknown)}'";
        }

        return $"{message}. Try 'fresnel {parse.CommandResult.Command.Name} --help'.".Replace("?.", "?", StringComparison.Ordinal);
    }

    private static string Verbs(Command root) => string.Join(", ", root.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));

    /// <summary>A text made fit for one line of output.</summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = new StringBuilder(text.Length);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, 500)))
        {
            line.Append(c is '\n' or '\r' or '\t' ? ' ' : char.IsControl(c) ? '?' : c);
        }

        return line.ToString().Trim();
    }
}
