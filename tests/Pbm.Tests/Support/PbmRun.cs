using Fresnel.Pbm.Commands;

namespace Fresnel.Pbm.Tests.Support;

/// <summary>What a run of pbm answered.</summary>
internal sealed record PbmRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command line in this process, as a program that reads the output of a pipe would.</summary>
    public static Task<PbmRun> OfAsync(string arguments, string? input = null, int? width = null, string? folder = null, params (string Name, string Value)[] variables) =>
        OfAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), input, width, folder, variables);

    /// <summary>The same, each argument by itself.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="input">What a person answers; null where there is none to ask.</param>
    /// <param name="width">The characters of a line.</param>
    /// <param name="folder">The current folder.</param>
    /// <param name="variables">The environment.</param>
    public static async Task<PbmRun> OfAsync(string[] arguments, string? input = null, int? width = null, string? folder = null, params (string Name, string Value)[] variables)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await PbmEdge.RunAsync(arguments, new Surroundings
        {
            Input = new StringReader(input ?? ""),
            CanAsk = input is not null,
            ReadSecret = () => "hidden-secret",
            Output = output,
            Error = error,
            Width = width,
            Variable = name => variables.FirstOrDefault(v => v.Name == name).Value,
            Folder = folder ?? Path.GetTempPath(),
        });
        return new PbmRun(code, output.ToString(), error.ToString());
    }

    /// <summary>That it ended with a code and one line about why, which holds a text.</summary>
    public void FailedWith(int code, string text)
    {
        Assert.True(ExitCode == code, $"{this}");
        Assert.Contains(text, Assert.Single(Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    /// <summary>That it was done.</summary>
    public string Done()
    {
        Assert.True(ExitCode == ExitCodes.Ok, $"{this}");
        return Output;
    }

    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}\n--- error\n{Error}";
}
