namespace Fresnel.Tests.Stores;

/// <summary>What a read gave: a text, or the damage that it named.</summary>
internal sealed record StoreAnswer(string? Text, string? Damage);
