namespace Fresnel.Storage;

/// <summary>
/// A store cannot be reached or cannot write: locked by another, read-only, no space left. Nothing of the failed call
/// was acknowledged; it may be repeated and works again when the cause is gone.
/// </summary>
public class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
