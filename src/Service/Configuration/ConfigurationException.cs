namespace Fresnel.Service.Configuration;

/// <summary>A value of the configuration cannot be used; the message is one line naming key, value and what is allowed.</summary>
public sealed class ConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
