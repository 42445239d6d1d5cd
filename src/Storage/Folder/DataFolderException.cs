namespace Fresnel.Storage.Folder;

/// <summary>The data folder cannot be used; the message is one line for the operator.</summary>
public sealed class DataFolderException(string message, Exception? cause = null) : Exception(message, cause);
