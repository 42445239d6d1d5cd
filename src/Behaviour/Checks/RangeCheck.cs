using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Fresnel.Behaviour.Checks;

/// <summary>Checks options against the ranges their attributes state.</summary>
internal static class RangeCheck
{
    public static void Validate(object options, string section)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<RangeAttribute>() is not { } range) continue;
            var value = property.GetValue(options);
            // NaN compares below every minimum, so it is refused as well.
            if (range.IsValid(value)) continue;
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{section}.{property.Name} is {Text(value)}; allowed is {Text(range.Minimum)} to {Text(range.Maximum)}."));
        }
    }

    private static string? Text(object? value) =>
        value is TimeSpan span ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds} s") : Convert.ToString(value, CultureInfo.InvariantCulture);
}
