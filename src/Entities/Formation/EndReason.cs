namespace Fresnel.Entities.Formation;

/// <summary>Why this process has to end.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Text">One line for the log.</param>
internal sealed record EndReason(ProcessEndCode Code, string Text);
