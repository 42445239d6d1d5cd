using System.ComponentModel.DataAnnotations;
using Fresnel.Behaviour.Checks;

namespace Fresnel.Behaviour.Tracking;

/// <summary>How detections become tracks. The defaults suit people at 2 to 30 frames a second.</summary>
public sealed class TrackerOptions
{
    /// <summary>
    /// Score from which a detection may begin a track, in the model's own unit. Default 0.5 (which is sensible for
    /// probabilities and for SVM margins alike), range -1000 to 1000.
    /// </summary>
    [Range(-1000.0, 1000.0)]
    public double HighScore { get; init; } = 0.5;

    /// <summary>
    /// Score from which a detection may continue a confirmed track, in the model's own unit; what lies below is not
    /// tracked. Default 0.1, range -1000 to <see cref="HighScore"/>.
    /// </summary>
    [Range(-1000.0, 1000.0)]
    public double LowScore { get; init; } = 0.1;

    /// <summary>Least overlap (IoU) of a prediction and a detection of one object. Default 0.15, range 0.01 to 0.99.</summary>
    [Range(0.01, 0.99)]
    public double MinIou { get; init; } = 0.15;

    /// <summary>Detections that confirm a track. Default 3, range 1 to 100.</summary>
    [Range(1, 100)]
    public int MinHits { get; init; } = 3;

    /// <summary>Stream time for which a track lives on unseen. Default 2 s, range 0.1 s to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Stream time for which a track that is not confirmed lives on once a frame was analysed that did not show it.
    /// Default 0.3 s, range 0 s to 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan TentativeMaxAge { get; init; } = TimeSpan.FromSeconds(0.3);

    /// <summary>Whether a track takes only detections of its own label. Default true.</summary>
    public bool ClassAware { get; init; } = true;

    /// <summary>Standard deviation of a detected edge or centre, in box heights. Default 0.05, range 0.001 to 1.</summary>
    [Range(0.001, 1.0)]
    public double MeasurementNoise { get; init; } = 0.05;

    /// <summary>
    /// How much a velocity changes within a second (one standard deviation), in box heights a second. Default 0.5,
    /// range 0.001 to 100.
    /// </summary>
    [Range(0.001, 100.0)]
    public double VelocityDrift { get; init; } = 0.5;

    /// <summary>Speed a new track may have (one standard deviation), in box heights a second. Default 1, range 0.001 to 100.</summary>
    [Range(0.001, 100.0)]
    public double InitialSpeed { get; init; } = 1;

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names the option, the value and the range.</exception>
    public void Validate()
    {
        RangeCheck.Validate(this, "Tracker");
        if (LowScore > HighScore) throw new ArgumentException(FormattableString.Invariant($"Tracker.LowScore is {LowScore}; allowed is at most Tracker.HighScore, {HighScore}."));
    }
}
