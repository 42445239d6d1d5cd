namespace Fresnel.Entities.Persistence;

/// <summary>
/// The store of the entities is not one that this build can work with, or its options are wrong; trying again does not help.
/// The message is one line for the operator and holds no password.
/// </summary>
public class EntityStoreException(string message, Exception? inner = null) : Exception(message, inner);
