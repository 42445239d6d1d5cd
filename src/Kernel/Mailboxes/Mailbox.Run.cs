namespace Fresnel.Kernel.Mailboxes;

internal sealed partial class Mailbox<TMessage>
{
    private const int KeptLength = 64;
    private const int QuietRunsBeforeShrinking = 64;
    private const int BetweenLooks = 8;

    private static readonly int Looks = Environment.ProcessorCount > 1 ? 32 : 0;

    private SystemItem? systemFirst;
    private SystemItem? systemLast;
    private int quietRuns;
    private bool running;
    private bool suspended;
    private bool dead;

    /// <summary>Whether something is in the lane beside it.</summary>
    public bool HasSystem => Volatile.Read(ref systemFirst) is not null;

    /// <summary>Whether there is a message that the reader does not own yet, or a sender in line. For the reader.</summary>
    private bool HasMore => Volatile.Read(ref at.Tail) != at.Limit || Volatile.Read(ref waiting) > 0;

    /// <summary>Looks for a moment whether more comes, before the reader gives its thread back: cheaper than being woken again, where senders are busy.</summary>
    public bool Linger()
    {
        for (var i = 0; i < Looks; i++)
        {
            if (HasMore || HasSystem) return true;
            Thread.SpinWait(BetweenLooks);
        }

        return false;
    }

    /// <summary>Puts something into the lane beside the mailbox; false where the actor is gone.</summary>
    public bool Post(SystemItem item, out bool wake)
    {
        using (at.Gate.Enter())
        {
            wake = false;
            if (dead) return false;
            if (systemLast is null) Volatile.Write(ref systemFirst, item);
            else systemLast.Next = item;
            systemLast = item;
            wake = !running;
            running = true;
            return true;
        }
    }

    /// <summary>Takes everything in the lane, linked in order, or null.</summary>
    public SystemItem? TakeSystem()
    {
        if (!HasSystem) return null;
        using (at.Gate.Enter())
        {
            var first = systemFirst;
            systemFirst = systemLast = null;
            return first;
        }
    }

    /// <summary>Ends the run where there is nothing to do; false where there is. A suspended reader is woken by the lane only.</summary>
    public bool TryPark(bool suspended)
    {
        MailboxWaiter<TMessage>? admitted = null;
        bool parked;
        using (at.Gate.Enter())
        {
            this.suspended = suspended;
            if (!suspended && systemFirst is null) admitted = AdmitLocked();
            parked = systemFirst is null && (suspended || at.Tail == at.Head);
            if (parked && !suspended) ShrinkLocked();
            if (parked) running = false;
        }

        Complete(admitted);
        return parked;
    }

    /// <summary>Claims the first run; false where it was claimed already.</summary>
    public bool TryStart()
    {
        using (at.Gate.Enter())
        {
            if (running) return false;
            return running = true;
        }
    }

    /// <summary>Takes no more messages, and returns the senders that waited in line; the caller completes them.</summary>
    public IEnumerable<MailboxWaiter<TMessage>> Close()
    {
        using (at.Gate.Enter())
        {
            closed = true;
            if (waiting == 0) return [];
            MailboxWaiter<TMessage>[] left = [.. waiters!.Where(static waiter => waiter.Waits)];
            foreach (var waiter in left) waiter.Waits = false;
            waiters = null;
            waiting = 0;
            return left;
        }
    }

    /// <summary>Takes nothing more at all, and returns what was left in the lane.</summary>
    public SystemItem? Kill()
    {
        using (at.Gate.Enter())
        {
            dead = true;
            closed = true;
            ring = readRing = [];
            at.Head = at.SeenHead = at.Limit = at.Tail; // not to zero: who looks between two writes must not count what was handled long ago
            var first = systemFirst;
            systemFirst = systemLast = null;
            return first;
        }
    }

    private bool Wake()
    {
        if (running || suspended) return false;
        running = true;
        return true;
    }

    /// <summary>Gives memory back after a burst, but not between the bursts of a busy actor.</summary>
    private void ShrinkLocked()
    {
        if (ring.Length > KeptLength)
        {
            quietRuns = peak <= ring.Length / 8 ? quietRuns + 1 : 0;
            if (quietRuns >= QuietRunsBeforeShrinking)
            {
                ring = readRing = [];
                quietRuns = 0;
            }
        }

        peak = 0;
    }
}
