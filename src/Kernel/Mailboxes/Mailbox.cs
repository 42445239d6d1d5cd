using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fresnel.Kernel.Mailboxes;

/// <summary>
/// A bounded queue of many writers and one reader, with a lane beside it for what may not be refused, and the flag that says
/// whether the reader is (to be) running. One short lock (<see cref="MailboxGate"/>), never held while code of an actor or a sender
/// runs; the reader takes it once for all messages that wait, not once for each.
/// </summary>
/// <remarks>
/// Positions only grow. [head, limit) belongs to the reader, who reads it without the lock from the array it saw; [limit, tail)
/// belongs to the writers, who grow the array by moving only that part. With <see cref="Overflow.DropOldest"/> the reader owns
/// nothing, so that the oldest can always be dropped. <c>Mailbox.cs</c> holds the messages, <c>Mailbox.Run.cs</c> the lane and the flag.
/// </remarks>
internal sealed partial class Mailbox<TMessage>(int capacity, Overflow overflow)
{
    private const int FirstLength = 8;

    private Envelope<TMessage>[] _ring = [];
    private Envelope<TMessage>[] _readRing = [];
    private MailboxPositions _at;
    private long _dropped;
    private Queue<MailboxWaiter<TMessage>>? _waiters;
    private MailboxWaiter<TMessage>? _spare;
    private int _waiting;
    private int _peak;
    private bool _closed;

    public int Capacity => capacity;

    public Overflow Overflow => overflow;

    /// <summary>Messages in it; exact only for the reader.</summary>
    public int Count => (int)Math.Max(0, Volatile.Read(ref _at.Tail) - Volatile.Read(ref _at.Head));

    /// <summary>Messages dropped for lack of room.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Whether it takes no more messages.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>Puts a message in.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="lost">The message that was dropped instead, where the policy is to drop the oldest and the result is <see cref="OfferResult.Dropped"/>.</param>
    /// <param name="wake">Whether the caller must start the reader.</param>
    public OfferResult Offer(in Envelope<TMessage> envelope, out Envelope<TMessage> lost, out bool wake)
    {
        lost = default;
        wake = false;
        using (_at.Gate.Enter())
        {
            if (_closed) return OfferResult.Stopped;
            var result = OfferResult.Taken;
            if (_waiting > 0 || !HasRoom())
            {
                switch (overflow)
                {
                    case Overflow.DropOldest:
                        lost = TakeHead(_ring);
                        _at.Limit = _at.SeenHead = _at.Head;
                        result = OfferResult.Dropped;
                        _dropped++;
                        break;
                    case Overflow.DropNewest:
                        _dropped++;
                        lost = envelope;
                        return OfferResult.Dropped;
                    default:
                        return OfferResult.Full;
                }
            }

            Append(envelope);
            wake = Wake();
            return result;
        }
    }

    /// <summary>Puts a message in, or the sender in line. Null where the message was put in or will never be (see <paramref name="result"/>).</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="cancellable">Whether the sender may give up waiting.</param>
    /// <param name="result">What became of the message.</param>
    /// <param name="wake">Whether the caller must start the reader.</param>
    public MailboxWaiter<TMessage>? OfferOrWait(in Envelope<TMessage> envelope, bool cancellable, out OfferResult result, out bool wake)
    {
        wake = false;
        using (_at.Gate.Enter())
        {
            if (_closed)
            {
                result = OfferResult.Stopped;
                return null;
            }

            if (_waiting == 0 && HasRoom())
            {
                Append(envelope);
                wake = Wake();
                result = OfferResult.Taken;
                return null;
            }

            result = OfferResult.Full;
            var waiter = _spare ?? new MailboxWaiter<TMessage>(this);
            _spare = null;
            waiter.Begin(envelope, cancellable);
            (_waiters ??= new()).Enqueue(waiter);
            _waiting++;
            return waiter;
        }
    }

    /// <summary>Takes a sender out of the line; false where its message was put in already.</summary>
    public bool Leave(MailboxWaiter<TMessage> waiter)
    {
        using (_at.Gate.Enter())
        {
            if (!waiter.Waits) return false;
            waiter.Waits = false;
            _waiting--;
            return true;
        }
    }

    /// <summary>Takes back a waiter that nobody uses any more.</summary>
    public void Keep(MailboxWaiter<TMessage> waiter) => Volatile.Write(ref _spare, waiter);

    /// <summary>The next message; false where there is none. For the reader only.</summary>
    public bool TryTake(out Envelope<TMessage> envelope)
    {
        if (overflow == Overflow.DropOldest) return TryTakeShared(out envelope);
        if (_at.Head == _at.Limit && !Refill())
        {
            envelope = default;
            return false;
        }

        envelope = TakeHead(_readRing);
        if (Volatile.Read(ref _waiting) > 0) Admit();
        return true;
    }

    /// <summary>Whether there is room, under the lock. The head is the reader's, and looked at only where it must have moved.</summary>
    private bool HasRoom()
    {
        if (_at.Tail - _at.SeenHead < capacity) return true;
        _at.SeenHead = Volatile.Read(ref _at.Head);
        return _at.Tail - _at.SeenHead < capacity;
    }

    private void Append(in Envelope<TMessage> envelope)
    {
        if (_at.Tail - _at.SeenHead >= _ring.Length) MakeRoom();
        _ring[_at.Tail & (_ring.Length - 1)] = envelope;
        Volatile.Write(ref _at.Tail, _at.Tail + 1);
    }

    private void MakeRoom()
    {
        _at.SeenHead = Volatile.Read(ref _at.Head);
        if (_at.Tail - _at.SeenHead < _ring.Length) return;
        var longest = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        var ring = new Envelope<TMessage>[Math.Max(1, Math.Min(longest, Math.Max(FirstLength, _ring.Length * 2)))];
        for (var at = _at.Limit; at < _at.Tail; at++) ring[at & (ring.Length - 1)] = _ring[at & (_ring.Length - 1)];
        _ring = ring;
    }

    private Envelope<TMessage> TakeHead(Envelope<TMessage>[] ring)
    {
        ref var slot = ref ring[_at.Head & (ring.Length - 1)];
        var envelope = slot;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<Envelope<TMessage>>()) slot = default;
        Volatile.Write(ref _at.Head, _at.Head + 1);
        return envelope;
    }

    /// <summary>Makes all that waits the reader's. An empty mailbox is seen without the lock; what comes at that moment is seen by <see cref="TryPark"/>.</summary>
    private bool Refill()
    {
        if (!HasMore) return false;
        MailboxWaiter<TMessage>? admitted;
        bool any;
        using (_at.Gate.Enter())
        {
            admitted = AdmitLocked();
            _readRing = _ring;
            _at.Limit = _at.Tail;
            _peak = Math.Max(_peak, (int)(_at.Limit - _at.Head));
            any = _at.Limit != _at.Head;
        }

        Complete(admitted);
        return any;
    }

    private bool TryTakeShared(out Envelope<TMessage> envelope)
    {
        using (_at.Gate.Enter())
        {
            if (_at.Head == _at.Tail)
            {
                envelope = default;
                return false;
            }

            envelope = TakeHead(_ring);
            _at.Limit = _at.Head;
            return true;
        }
    }

    private void Admit()
    {
        MailboxWaiter<TMessage>? admitted;
        using (_at.Gate.Enter()) admitted = AdmitLocked();
        Complete(admitted);
    }

    /// <summary>Puts in the messages of senders in line while there is room.</summary>
    /// <returns>The senders, linked: to be completed once the lock is free, because that may run code of theirs.</returns>
    private MailboxWaiter<TMessage>? AdmitLocked()
    {
        MailboxWaiter<TMessage>? first = null;
        MailboxWaiter<TMessage>? last = null;
        while (_waiters is { Count: > 0 } && HasRoom())
        {
            var waiter = _waiters.Dequeue();
            if (!waiter.Waits) continue;
            waiter.Waits = false;
            _waiting--;
            Append(waiter.Envelope);
            if (last is null) first = waiter;
            else last.Next = waiter;
            last = waiter;
        }

        return first;
    }

    private static void Complete(MailboxWaiter<TMessage>? admitted)
    {
        while (admitted is { } waiter)
        {
            admitted = waiter.Next; // once completed it may be in use again
            waiter.Next = null;
            waiter.Complete();
        }
    }
}
