namespace Fresnel.Faults.Tests.Audit;

/// <summary>An answer that is remembered.</summary>
/// <param name="RefusalCode">The code of a refusal; null where the command was accepted.</param>
/// <param name="Reply">The whole reply; null where only its code is kept.</param>
internal sealed record KeptAnswer(string? RefusalCode, object? Reply);
