using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Fresnel.Service.Commands;

namespace Fresnel.Service.Configuration;

/// <summary>
/// Reads a section into its options class. Unlike the framework's binder it knows no silence: an unknown key, a value of
/// the wrong form and a value out of range each end with the key, the value and what is allowed.
/// </summary>
public static class OptionsReader
{
    /// <summary>Reads a section; keys that are absent keep the default of the class.</summary>
    /// <exception cref="ConfigurationException">A key is unknown or a value is not allowed.</exception>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        var options = new T();
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is not null && IsReadable(p.PropertyType))
            .ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in configuration.GetSection(section).GetChildren())
        {
            if (!properties.TryGetValue(child.Key, out var property))
            {
                var near = Suggestions.Nearest(child.Key, properties.Keys);
                var hint = near.Count > 0 ? $"did you mean {section}:{near[0]}?" : $"known: {string.Join(", ", properties.Keys.Order(StringComparer.Ordinal))}.";
                throw new ConfigurationException($"unknown key {section}:{ProgramEdge.OneLine(child.Key)}; {hint}");
            }

            property.SetValue(options, Convert(child, property, section));
        }

        foreach (var property in properties.Values) Check(property, property.GetValue(options), section);
        return options;
    }

    /// <summary>Refuses sections that nobody reads, so that a misspelt one is not overlooked.</summary>
    /// <exception cref="ConfigurationException">There is a section that is not known.</exception>
    public static void RefuseOthers(IConfiguration configuration, IReadOnlyCollection<string> known)
    {
        foreach (var child in configuration.GetChildren())
        {
            if (known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) continue;
            throw new ConfigurationException($"unknown section '{ProgramEdge.OneLine(child.Key)}'; known: {string.Join(", ", known)}.");
        }
    }

    private static bool IsReadable(Type type) =>
        type == typeof(string) || type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(bool)
        || type == typeof(TimeSpan) || type == typeof(IReadOnlyList<string>);

    private static object? Convert(IConfigurationSection child, PropertyInfo property, string section)
    {
        var type = property.PropertyType;
        if (type == typeof(IReadOnlyList<string>))
        {
            var listed = child.GetChildren().Select(c => c.Value ?? "").ToArray();
            return listed.Length > 0
                ? listed
                : (child.Value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        var text = child.Value;
        if (text is null && child.GetChildren().Any()) throw Bad(property, section, "a group of values");
        if (type == typeof(string)) return string.IsNullOrEmpty(text) && property.GetCustomAttribute<SecretAttribute>() is not null ? null : text;
        var culture = CultureInfo.InvariantCulture;
        return text switch
        {
            not null when type == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var i) => i,
            not null when type == typeof(long) && long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var l) => l,
            not null when type == typeof(double) && double.TryParse(text, NumberStyles.Float, culture, out var d) && double.IsFinite(d) => d,
            not null when type == typeof(bool) && bool.TryParse(text, out var b) => b,
            not null when type == typeof(TimeSpan) && TryParseTime(text, out var t) => t,
            _ => throw Bad(property, section, text),
        };
    }

    private static bool TryParseTime(string text, out TimeSpan time) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out time) || CommonOptions.TryParseTime(text, out time);

    private static void Check(PropertyInfo property, object? value, string section)
    {
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (value is null && rule is not RequiredAttribute) continue;
            if (!rule.IsValid(value)) throw Bad(property, section, value);
        }
    }

    private static ConfigurationException Bad(PropertyInfo property, string section, object? value)
    {
        var shown = property.GetCustomAttribute<SecretAttribute>() is null
            ? $"'{Messages.EntityId.Printable(System.Convert.ToString(value, CultureInfo.InvariantCulture))}'"
            : "not of the right form (its value is not shown)";
        return new ConfigurationException($"{section}:{property.Name} is {shown}; allowed: {Allowed(property)}.");
    }

    private static string Allowed(PropertyInfo property)
    {
        var kind = property.PropertyType switch
        {
            var t when t == typeof(int) || t == typeof(long) => "a whole number",
            var t when t == typeof(double) => "a number",
            var t when t == typeof(bool) => "true or false",
            var t when t == typeof(TimeSpan) => "a time such as 10s or 00:00:10",
            _ => "a text",
        };
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (rule is RangeAttribute range) return string.Create(CultureInfo.InvariantCulture, $"{kind} from {range.Minimum} to {range.Maximum}");
            if (rule.ErrorMessage is { } words) return words;
        }

        return kind;
    }
}
