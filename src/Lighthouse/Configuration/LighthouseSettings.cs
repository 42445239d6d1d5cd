using System.ComponentModel.DataAnnotations;

namespace Fresnel.Lighthouse.Configuration;

/// <summary>Section <c>Lighthouse</c>: what this process is.</summary>
public sealed class LighthouseSettings
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Lighthouse";

    /// <summary>Its name among the members: 1 to 63 characters of a-z, 0-9, '-' and '_', starting with a letter or digit. Default <c>lighthouse</c>.</summary>
    [RegularExpression("^[a-z0-9][a-z0-9_-]{0,62}$", ErrorMessage = Messages.EntityId.Allowed)]
    public string Name { get; init; } = "lighthouse";

    /// <summary>The folder of its log; it keeps nothing else. Default <c>./data/lighthouse</c>.</summary>
    [Required(ErrorMessage = "the path of a folder")]
    public string Data { get; init; } = Path.Combine("data", "lighthouse");

    /// <summary>How long a stop waits for requests under way. Default 5 s; 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(5);
}
