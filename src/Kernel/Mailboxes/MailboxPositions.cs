using System.Runtime.InteropServices;

namespace Fresnel.Kernel.Mailboxes;

/// <summary>
/// Where a mailbox's writers and its reader are, and the writers' lock. Apart by more than a cache line, and from what lies before and behind, so that what one side
/// writes for every message is not what the other side reads for every message.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 3 * Line)]
internal struct MailboxPositions
{
    private const int Line = 64;

    /// <summary>The writers': where the next message goes.</summary>
    [FieldOffset(Line)]
    public long Tail;

    /// <summary>The writers': the head as they last looked at it, so that they look only where there seems to be no room.</summary>
    [FieldOffset(Line + sizeof(long))]
    public long SeenHead;

    /// <summary>Held to write anything of the mailbox but the reader's positions.</summary>
    [FieldOffset(Line + (2 * sizeof(long)))]
    public MailboxGate Gate;

    /// <summary>The reader's: where the next message is taken.</summary>
    [FieldOffset(2 * Line)]
    public long Head;

    /// <summary>The reader's: how far it may take without the lock.</summary>
    [FieldOffset((2 * Line) + sizeof(long))]
    public long Limit;
}
