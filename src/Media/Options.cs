using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Fresnel.Media;

/// <summary>Checks option objects against their attributes.</summary>
internal static class Options
{
    /// <summary>Throws where a value is out of its range, naming the key, the value and what is allowed.</summary>
    /// <exception cref="ArgumentException">The first bad value.</exception>
    public static T Checked<T>(T options)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(options);
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
            {
                if (rule.IsValid(value)) continue;
                var allowed = rule switch
                {
                    RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"allowed is {range.Minimum} to {range.Maximum}"),
                    RequiredAttribute => "a value is required",
                    RegularExpressionAttribute pattern => $"allowed is {pattern.Pattern.Trim('^', '$')}",
                    _ => rule.FormatErrorMessage(property.Name),
                };
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{typeof(T).Name}.{property.Name} is '{value}'; {allowed}."), nameof(options));
            }
        }

        return options;
    }
}
