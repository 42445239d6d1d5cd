namespace Fresnel.Storage;

/// <summary>
/// What a store holds is not what was written. Repeating does not help: the message is one line that names the place and
/// says what the operator can do.
/// </summary>
public class StoreDamagedException(string message, Exception? cause = null) : Exception(message, cause);
