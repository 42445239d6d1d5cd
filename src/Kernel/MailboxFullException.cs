namespace Fresnel.Kernel;

/// <summary>A mailbox had no room, and its policy is to say so.</summary>
public sealed class MailboxFullException(string path, int capacity)
    : Exception($"The mailbox of '{path}' is full: {capacity} messages wait, which is its capacity.")
{
    /// <summary>The actor.</summary>
    public string Path { get; } = path;

    /// <summary>The most messages that wait.</summary>
    public int Capacity { get; } = capacity;
}
