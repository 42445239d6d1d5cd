using System.ComponentModel.DataAnnotations;

namespace Fresnel.Media.Motion;

/// <summary>What counts as motion.</summary>
public sealed class MotionGateOptions
{
    /// <summary>A cell moves when its mean luma differs from its background by more than this, after a change common to all cells is taken off. Default 12; 1 to 255.</summary>
    [Range(1, 255)]
    public int CellThreshold { get; set; } = 12;

    /// <summary>Share of cells that must move for <see cref="MotionGate.IsMoving"/>. Default 0.002; 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double MovingFraction { get; set; } = 0.002;

    /// <summary>Time in which the background takes over 63 % of a lasting change. Default 10 s; 100 ms to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Adaptation { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Motion is held for so long after the last moving frame. Default 2 s; 0 to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Hold { get; set; } = TimeSpan.FromSeconds(2);
}
