using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Fresnel.Inference.Manifests;

/// <summary>
/// One mapping of a manifest, read key by key. Every read states the key's type and range; what was never read is
/// unknown, and <see cref="Close"/> refuses it. Errors are one line: file, key, value found, what is allowed.
/// </summary>
public sealed class ManifestSection
{
    private readonly string file;
    private readonly string prefix;
    private readonly Dictionary<string, YamlNode> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    internal ManifestSection(string file, string prefix, YamlMappingNode? node)
    {
        this.file = file;
        this.prefix = prefix;
        if (node is null) return;
        foreach (var (key, value) in node.Children)
        {
            if (key is not YamlScalarNode { Value: { } name }) throw Error(prefix.TrimEnd('.'), key.ToString(), "text keys");
            values.Add(name, value);
        }
    }

    /// <summary>A section without keys, for tests and defaults.</summary>
    public static ManifestSection Empty => new("model.yaml", "decoder.settings.", null);

    /// <summary>Whether the key is there.</summary>
    public bool Has(string key)
    {
        return values.ContainsKey(key);
    }

    /// <summary>Text of a key that must be there and not be empty.</summary>
    /// <exception cref="ModelException">Missing, or not text.</exception>
    public string Text(string key)
    {
        var node = Require(key, "text");
        return node is YamlScalarNode { Value: { } text } && !string.IsNullOrWhiteSpace(text) ? text.Trim() : throw Error(key, Show(node), "text");
    }

    /// <summary>Text of a key, or a default.</summary>
    public string Text(string key, string otherwise) => Has(key) ? Text(key) : otherwise;

    /// <summary>One of several words, told apart exactly as written.</summary>
    /// <exception cref="ModelException">Missing, or another word.</exception>
    public T OneOf<T>(string key, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        var allowed = new List<string>();
        foreach (var choice in choices) allowed.Add(choice.Word);
        var list = string.Join(", ", allowed);
        var node = Require(key, list);
        foreach (var choice in choices)
        {
            if (node is YamlScalarNode { Value: { } word } && word == choice.Word) return choice.Value;
        }

        throw Error(key, Show(node), list);
    }

    /// <summary>A finite number within a range, both ends allowed; missing where <paramref name="otherwise"/> is null is an error.</summary>
    /// <exception cref="ModelException">Missing, not a number, or out of range.</exception>
    public double Number(string key, double? otherwise, double least, double most)
    {
        if (otherwise is { } value && !Has(key)) return value;
        var allowed = Range("a number", least, most);
        return ParseNumber(key, Require(key, allowed), least, most, allowed);
    }

    /// <summary>A whole number within a range, both ends allowed; missing where <paramref name="otherwise"/> is null is an error.</summary>
    /// <exception cref="ModelException">Missing, not a whole number, or out of range.</exception>
    public int Whole(string key, int? otherwise, int least, int most)
    {
        if (otherwise is { } value && !Has(key)) return value;
        var allowed = Range("a whole number", least, most);
        return ParseWhole(key, Require(key, allowed), least, most, allowed);
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string key, bool otherwise) => Has(key) ? OneOf(key, ("true", true), ("false", false)) : otherwise;

    /// <summary>A whole number within a range, or null for the word <c>dynamic</c>.</summary>
    /// <exception cref="ModelException">Missing, or neither.</exception>
    public int? WholeOrDynamic(string key, int least, int most)
    {
        var allowed = Range("'dynamic' or a whole number", least, most);
        var node = Require(key, allowed);
        return node is YamlScalarNode { Value: "dynamic" } ? null : ParseWhole(key, node, least, most, allowed);
    }

    /// <summary>A list of numbers of a given length (0: any but empty), or null where the key is absent.</summary>
    /// <exception cref="ModelException">Not such a list.</exception>
    public IReadOnlyList<double>? Numbers(string key, int length, double least, double most)
    {
        if (!Has(key)) return null;
        var allowed = Range(length > 0 ? $"a list of {length} numbers" : "a list of numbers", least, most);
        var node = Require(key, allowed);
        if (node is not YamlSequenceNode list || list.Children.Count == 0 || (length > 0 && list.Children.Count != length)) throw Error(key, Show(node), allowed);
        return [.. list.Children.Select(child => ParseNumber(key, child, least, most, allowed))];
    }

    /// <summary>A list of text, or null where the key holds something else.</summary>
    /// <exception cref="ModelException">Missing, an empty list, or an entry that is not text.</exception>
    public IReadOnlyList<string>? Texts(string key, string allowed)
    {
        var node = Require(key, allowed);
        if (node is not YamlSequenceNode list) return null;
        if (list.Children.Count == 0) throw Error(key, "[]", allowed);
        return [.. list.Children.Select(child => child is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Error(key, Show(child), allowed))];
    }

    /// <summary>A mapping under a key; where <paramref name="optional"/>, absent is an empty one.</summary>
    /// <exception cref="ModelException">Missing, or not a mapping.</exception>
    public ManifestSection Section(string key, bool optional = false)
    {
        if (optional && !Has(key)) return new ManifestSection(file, prefix + key + ".", null);
        return Require(key, "a section") is YamlMappingNode map
            ? new ManifestSection(file, prefix + key + ".", map)
            : throw Error(key, Show(values[key]), "a section");
    }

    /// <summary>Refuses keys that nothing asked for.</summary>
    /// <exception cref="ModelException">A key is unknown; the message lists the known ones.</exception>
    public void Close()
    {
        foreach (var key in values.Keys)
        {
            if (read.Contains(key)) continue;
            var known = read.Count == 0 ? "none" : string.Join(", ", read.Order(StringComparer.Ordinal));
            throw new ModelException("manifest", $"{file}: unknown key '{prefix}{key}' (value {Show(values[key])}); known keys here: {known}.");
        }
    }

    /// <summary>An error about a key of this section, for checks beyond its type.</summary>
    public ModelException Error(string key, string found, string allowed) =>
        new("manifest", $"{file}: {(key.Length > 0 && prefix.TrimEnd('.') == key ? key : prefix + key)} is {found}; allowed: {allowed}.");

    /// <summary>A value as it is shown in errors: quoted, cut to 60 characters, on one line.</summary>
    internal static string Show(YamlNode node) => node switch
    {
        YamlScalarNode { Value: null } => "empty",
        YamlScalarNode scalar => $"'{Cut(scalar.Value)}'",
        YamlSequenceNode list => $"[{Cut(string.Join(", ", list.Children.Select(child => child.ToString())))}]",
        _ => "a section",
    };

    private static string Cut(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 60 ? line : line[..57] + "...";
    }

    private static string Range(string what, double least, double most) => (double.IsFinite(least), double.IsFinite(most)) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $"{what} from {least} to {most}"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $"{what} of at least {least}"),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $"{what} of at most {most}"),
        _ => what,
    };

    private YamlNode Require(string key, string allowed)
    {
        read.Add(key);
        return values.TryGetValue(key, out var node) ? node : throw new ModelException("manifest", $"{file}: {prefix}{key} is missing; allowed: {allowed}.");
    }

    private double ParseNumber(string key, YamlNode node, double least, double most, string allowed) =>
        node is YamlScalarNode { Value: { } text } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) && number >= least && number <= most
            ? number
            : throw Error(key, Show(node), allowed);

    private int ParseWhole(string key, YamlNode node, int least, int most, string allowed) =>
        node is YamlScalarNode { Value: { } text } && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw Error(key, Show(node), allowed);
}
