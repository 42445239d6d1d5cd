namespace Fresnel.Storage.Events;

/// <summary>The journal cannot be read now; reading works again when the cause is gone.</summary>
public sealed class EventSourceUnavailableException(string message, Exception? inner = null) : StoreUnavailableException(message, inner);
