namespace Fresnel.Engine.Reports;

/// <summary>A row of a scenario's report.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Figure">The figure with its unit, or several.</param>
/// <param name="Goal">What was asked for; empty where nothing was.</param>
/// <param name="Reached">Whether the figure reaches the goal; null where there is none.</param>
internal sealed record ReportRow(string Name, string Figure, string Goal = "", bool? Reached = null);
