namespace Fresnel.Simulation.Checks;

/// <summary>A promise that was found broken.</summary>
/// <param name="Invariant">Which: <c>I1</c> to <c>I6</c>, or <c>run</c> where the run itself went wrong.</param>
/// <param name="Promise">What must hold.</param>
/// <param name="Found">What was found instead.</param>
/// <param name="At">When, since the beginning of the simulated world.</param>
public sealed record Violation(string Invariant, string Promise, string Found, TimeSpan At);
