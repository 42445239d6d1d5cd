namespace Fresnel.Service.Configuration;

/// <summary>The value is never shown, not even where it is wrong.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
