namespace Fresnel.Kernel.Mailboxes;

internal sealed partial class Mailbox<TMessage>
{
    private const int KeptLength = 64;
    private const int QuietRunsBeforeShrinking = 64;
    private const int BetweenLooks = 8;

    private static readonly int Looks = Environment.ProcessorCount > 1 ? 32 : 0;

    private SystemItem? _systemFirst;
    private SystemItem? _systemLast;
    private int _quietRuns;
    private bool _running;
    private bool _suspended;
    private bool _dead;

    /// <summary>Whether something is in the lane beside it.</summary>
    public bool HasSystem => Volatile.Read(ref _systemFirst) is not null;

    /// <summary>Whether there is a message that the reader does not own yet, or a sender in line. For the reader.</summary>
    private bool HasMore => Volatile.Read(ref _at.Tail) != _at.Limit || Volatile.Read(ref _waiting) > 0;

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
        using (_at.Gate.Enter())
        {
            wake = false;
            if (_dead) return false;
            if (_systemLast is null) Volatile.Write(ref _systemFirst, item);
            else _systemLast.Next = item;
            _systemLast = item;
            wake = !_running;
            _running = true;
            return true;
        }
    }

    /// <summary>Takes everything in the lane, linked in order, or null.</summary>
    public SystemItem? TakeSystem()
    {
        if (!HasSystem) return null;
        using (_at.Gate.Enter())
        {
            var first = _systemFirst;
            _systemFirst = _systemLast = null;
            return first;
        }
    }

    /// <summary>Ends the run where there is nothing to do; false where there is. A suspended reader is woken by the lane only.</summary>
    public bool TryPark(bool suspended)
    {
        MailboxWaiter<TMessage>? admitted = null;
        bool parked;
        using (_at.Gate.Enter())
        {
            _suspended = suspended;
            if (!suspended && _systemFirst is null) admitted = AdmitLocked();
            parked = _systemFirst is null && (suspended || _at.Tail == _at.Head);
            if (parked && !suspended) ShrinkLocked();
            if (parked) _running = false;
        }

        Complete(admitted);
        return parked;
    }

    /// <summary>Claims the first run; false where it was claimed already.</summary>
    public bool TryStart()
    {
        using (_at.Gate.Enter())
        {
            if (_running) return false;
            return _running = true;
        }
    }

    /// <summary>Takes no more messages, and returns the senders that waited in line; the caller completes them.</summary>
    public IEnumerable<MailboxWaiter<TMessage>> Close()
    {
        using (_at.Gate.Enter())
        {
            _closed = true;
            if (_waiting == 0) return [];
            MailboxWaiter<TMessage>[] left = [.. _waiters!.Where(static waiter => waiter.Waits)];
            foreach (var waiter in left) waiter.Waits = false;
            _waiters = null;
            _waiting = 0;
            return left;
        }
    }

    /// <summary>Takes nothing more at all, and returns what was left in the lane.</summary>
    public SystemItem? Kill()
    {
        using (_at.Gate.Enter())
        {
            _dead = true;
            _closed = true;
            _ring = _readRing = [];
            _at.Head = _at.SeenHead = _at.Limit = _at.Tail = 0;
            var first = _systemFirst;
            _systemFirst = _systemLast = null;
            return first;
        }
    }

    private bool Wake()
    {
        if (_running || _suspended) return false;
        _running = true;
        return true;
    }

    /// <summary>Gives memory back after a burst, but not between the bursts of a busy actor.</summary>
    private void ShrinkLocked()
    {
        if (_ring.Length > KeptLength)
        {
            _quietRuns = _peak <= _ring.Length / 8 ? _quietRuns + 1 : 0;
            if (_quietRuns >= QuietRunsBeforeShrinking)
            {
                _ring = _readRing = [];
                _quietRuns = 0;
            }
        }

        _peak = 0;
    }
}
