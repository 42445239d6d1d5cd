using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Fresnel.Entities.Formation;

/// <summary>Checks <see cref="FormationOptions"/> as a whole.</summary>
internal static partial class FormationOptionsCheck
{
    /// <summary>Throws unless every value is allowed.</summary>
    /// <exception cref="ValidationException">A value is not allowed; the message names the key, the value and what is allowed.</exception>
    public static void ThrowIfInvalid(FormationOptions options)
    {
        CheckAttributes("Formation", options);
        CheckAttributes("Formation:Downing", options.Downing);
        CheckAttributes("Formation:Certificates", options.Certificates);
        foreach (var role in options.Roles)
        {
            if (!Role().IsMatch(role))
                throw new ValidationException(
                    $"Formation:Roles contains '{role}': lower-case letters, digits and '-' are allowed, starting with a letter.");
        }

        if (options.ReachedAt is "0.0.0.0")
        {
            throw new ValidationException(
                "Formation:PublicHost is not set and Formation:BindHost is 0.0.0.0: set the address by which others reach this process.");
        }

        options.Certificates.ThrowIfIncomplete("Formation:Certificates");
    }

    private static void CheckAttributes(string section, object options)
    {
        var results = new List<ValidationResult>();
        if (Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true)) return;
        var key = results[0].MemberNames.FirstOrDefault() ?? "?";
        var value = options.GetType().GetProperty(key)?.GetValue(options);
        throw new ValidationException($"{section}:{key} is '{value}': {results[0].ErrorMessage}");
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}$")]
    private static partial Regex Role();
}
