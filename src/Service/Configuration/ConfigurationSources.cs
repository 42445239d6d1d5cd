using Fresnel.Service.Commands;

namespace Fresnel.Service.Configuration;

/// <summary>Where values come from, later ones winning: appsettings.json, <c>FRESNEL__</c> environment, command line.</summary>
public static class ConfigurationSources
{
    /// <summary>The prefix of environment variables: <c>FRESNEL__Api__Port</c> is <c>Api:Port</c>.</summary>
    public const string EnvironmentPrefix = "FRESNEL__";

    /// <summary>The name of the settings file, looked for beside the program and in the current folder.</summary>
    public const string FileName = "appsettings.json";

    /// <summary>Puts the sources together.</summary>
    /// <param name="commandLine">Keys and values of the command line; null values are left out.</param>
    /// <exception cref="ConfigurationException">A settings file is not valid JSON.</exception>
    public static IConfigurationRoot Build(IEnumerable<KeyValuePair<string, string?>> commandLine)
    {
        var builder = new ConfigurationBuilder();
        var beside = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, FileName));
        var current = Path.GetFullPath(FileName);
        builder.AddJsonFile(beside, optional: true, reloadOnChange: false);
        if (current != beside) builder.AddJsonFile(current, optional: true, reloadOnChange: false);
        builder.AddEnvironmentVariables(EnvironmentPrefix);
        builder.AddInMemoryCollection(commandLine.Where(pair => pair.Value is not null));
        try
        {
            return builder.Build();
        }
        catch (InvalidDataException fault)
        {
            throw new ConfigurationException($"{fault.Message} {fault.InnerException?.Message}".Trim(), fault);
        }
    }

    /// <summary>Reads what <c>--set</c> was given, each key once.</summary>
    /// <exception cref="ConfigurationException">One is not of the form, or a key is given twice.</exception>
    public static Dictionary<string, string?> ParsePairs(string[]? texts)
    {
        var pairs = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in (texts ?? []).Select(ParsePair))
        {
            if (!pairs.TryAdd(key, value)) throw new ConfigurationException($"--set {ProgramEdge.OneLine(key)} is given twice; allowed: once.");
        }

        return pairs;
    }

    /// <summary>Reads <c>Section:Key=value</c>.</summary>
    /// <exception cref="ConfigurationException">The text is not of that form.</exception>
    public static KeyValuePair<string, string?> ParsePair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || equals <= colon + 1) throw new ConfigurationException($"'--set {Messages.EntityId.Printable(equals < 0 ? text : text[..equals])}' is not of the form Section:Key=value, for example Api:Port=8451.");
        return new(text[..equals], text[(equals + 1)..]);
    }
}
