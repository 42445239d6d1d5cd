namespace Fresnel.Media.Recording;

/// <summary>A stretch of an asked span that was not recorded.</summary>
/// <param name="From">Wall clock of its start.</param>
/// <param name="To">Wall clock of its end.</param>
public readonly record struct ClipGap(DateTimeOffset From, DateTimeOffset To);
