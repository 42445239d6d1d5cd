namespace Fresnel.Engine.Reports;

/// <summary>A row of a scenario's report.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Figure">The figure with its unit, or several.</param>
/// <param name="Goal">What was asked for; empty where nothing was.</param>
/// <param name="Reached">Whether the figure reaches the goal; null where there is none.</param>
/// <param name="OnAnyMachine">Whether the goal must be reached on a busy machine too: it is a promise, not a speed.</param>
internal sealed record ReportRow(string Name, string Figure, string Goal = "", bool? Reached = null, bool OnAnyMachine = false);
