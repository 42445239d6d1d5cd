namespace Fresnel.Kernel.Mailboxes;

/// <summary>Something for an actor beside its mailbox: a directive, a timer, a result. Goes before messages and needs no room.</summary>
internal abstract class SystemItem
{
    /// <summary>The one behind it in the queue.</summary>
    public SystemItem? Next { get; set; }
}
