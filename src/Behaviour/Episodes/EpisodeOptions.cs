using System.ComponentModel.DataAnnotations;
using Fresnel.Behaviour.Checks;

namespace Fresnel.Behaviour.Episodes;

/// <summary>When an episode ends.</summary>
public sealed class EpisodeOptions
{
    /// <summary>How long nothing must be seen for the episode to close. Default 3 s, range 0.1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan QuietPeriod { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The length at which an episode is split, so that its clip stays handy. Default 60 s, range 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxLength { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names the option, the value and the range.</exception>
    public void Validate() => RangeCheck.Validate(this, "Episodes");
}
