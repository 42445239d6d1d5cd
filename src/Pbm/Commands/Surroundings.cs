using System.Globalization;
using System.Text;

namespace Fresnel.Pbm.Commands;

/// <summary>What the program finds around itself: streams, terminal, environment, folder, clock. Tests bring their own.</summary>
internal sealed record Surroundings
{
    /// <summary>Where answers to questions and credentials are read.</summary>
    public required TextReader Input { get; init; }

    /// <summary>Reads a line without showing it.</summary>
    public Func<string?> ReadSecret { get; init; } = () => null;

    /// <summary>Where results go.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Where the line about a fault, questions and progress go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person sits at the input and can be asked.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Whether results go to a terminal: then there may be colours.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>The characters of a line, or null where lines may be as long as they are: when piped.</summary>
    public int? Width { get; init; }

    /// <summary>A variable of the environment, or null.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>The folder that relative paths start from.</summary>
    public required string Folder { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Those of this process.</summary>
    /// <exception cref="PbmException">The current folder is gone.</exception>
    public static Surroundings OfProcess() => new()
    {
        Input = Console.In,
        ReadSecret = ReadHidden,
        Output = Console.Out,
        Error = Console.Error,
        CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        OutputIsTerminal = !Console.IsOutputRedirected,
        Width = FindWidth(),
        Variable = Environment.GetEnvironmentVariable,
        Folder = FindFolder(),
    };

    /// <summary>A path of the command line as a full one.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, Folder);

    private static string? ReadHidden()
    {
        var line = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key is not ConsoleKey.Enter)
        {
            if (key.Key is ConsoleKey.Backspace) line.Length = Math.Max(0, line.Length - 1);
            else if (!char.IsControl(key.KeyChar)) line.Append(key.KeyChar);
        }

        return line.ToString();
    }

    /// <summary>The terminal's width; when piped, what <c>watch</c> and the like say in COLUMNS.</summary>
    private static int? FindWidth()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said >= 20) return said;
        if (Console.IsOutputRedirected) return null;
        return Console.WindowWidth is var width and >= 20 ? width : 80;
    }

    private static string FindFolder()
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Path.GetTempPath(); // it was deleted below us: only relative paths notice
        }
    }
}
