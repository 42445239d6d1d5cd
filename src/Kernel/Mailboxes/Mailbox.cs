using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fresnel.Kernel.Mailboxes;

/// <summary>
/// A bounded queue of many writers and one reader, with a lane beside it for what may not be refused, and the flag that says
/// whether the reader is (to be) running. One short lock; the reader takes it once for all messages that wait, not once for each.
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
    private long _head;
    private long _limit;
    private long _tail;
    private long _dropped;
    private Queue<MailboxWaiter<TMessage>>? _waiters;
    private int _waiting;
    private int _peak;
    private bool _closed;

    /// <summary>Held for a few instructions at a time; never while code of an actor runs.</summary>
    public Lock Gate { get; } = new();

    public int Capacity => capacity;

    public Overflow Overflow => overflow;

    /// <summary>Messages in it; exact only for the reader.</summary>
    public int Count => (int)Math.Max(0, Volatile.Read(ref _tail) - Volatile.Read(ref _head));

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
        lock (Gate)
        {
            if (_closed) return OfferResult.Stopped;
            var result = OfferResult.Taken;
            if (_waiting > 0 || _tail - Volatile.Read(ref _head) >= capacity)
            {
                switch (overflow)
                {
                    case Overflow.DropOldest:
                        lost = TakeHead(_ring);
                        _limit = _head;
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
    public MailboxWaiter<TMessage>? OfferOrWait(in Envelope<TMessage> envelope, out OfferResult result, out bool wake)
    {
        wake = false;
        lock (Gate)
        {
            if (_closed)
            {
                result = OfferResult.Stopped;
                return null;
            }

            if (_waiting == 0 && _tail - Volatile.Read(ref _head) < capacity)
            {
                Append(envelope);
                wake = Wake();
                result = OfferResult.Taken;
                return null;
            }

            result = OfferResult.Full;
            var waiter = new MailboxWaiter<TMessage>(envelope);
            (_waiters ??= new()).Enqueue(waiter);
            _waiting++;
            return waiter;
        }
    }

    /// <summary>Takes a sender out of the line; false where its message was put in already.</summary>
    public bool Leave(MailboxWaiter<TMessage> waiter)
    {
        lock (Gate)
        {
            if (!waiter.Waits) return false;
            waiter.Waits = false;
            _waiting--;
            return true;
        }
    }

    /// <summary>The next message; false where there is none. For the reader only.</summary>
    public bool TryTake(out Envelope<TMessage> envelope)
    {
        if (overflow == Overflow.DropOldest) return TryTakeShared(out envelope);
        if (_head == _limit && !Refill())
        {
            envelope = default;
            return false;
        }

        envelope = TakeHead(_readRing);
        if (Volatile.Read(ref _waiting) > 0) Admit();
        return true;
    }

    private void Append(in Envelope<TMessage> envelope)
    {
        if (_tail - _head >= _ring.Length) Grow();
        _ring[_tail & (_ring.Length - 1)] = envelope;
        Volatile.Write(ref _tail, _tail + 1);
    }

    private void Grow()
    {
        var longest = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        var ring = new Envelope<TMessage>[Math.Max(1, Math.Min(longest, Math.Max(FirstLength, _ring.Length * 2)))];
        for (var at = _limit; at < _tail; at++) ring[at & (ring.Length - 1)] = _ring[at & (_ring.Length - 1)];
        _ring = ring;
    }

    private Envelope<TMessage> TakeHead(Envelope<TMessage>[] ring)
    {
        ref var slot = ref ring[_head & (ring.Length - 1)];
        var envelope = slot;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<Envelope<TMessage>>()) slot = default;
        Volatile.Write(ref _head, _head + 1);
        return envelope;
    }

    private bool Refill()
    {
        lock (Gate)
        {
            AdmitLocked();
            _readRing = _ring;
            _limit = _tail;
            _peak = Math.Max(_peak, (int)(_limit - _head));
            return _limit != _head;
        }
    }

    private bool TryTakeShared(out Envelope<TMessage> envelope)
    {
        lock (Gate)
        {
            if (_head == _tail)
            {
                envelope = default;
                return false;
            }

            envelope = TakeHead(_ring);
            _limit = _head;
            return true;
        }
    }

    private void Admit()
    {
        lock (Gate) AdmitLocked();
    }

    private void AdmitLocked()
    {
        while (_waiters is { Count: > 0 } && _tail - _head < capacity)
        {
            var waiter = _waiters.Dequeue();
            if (!waiter.Waits) continue;
            waiter.Waits = false;
            _waiting--;
            Append(waiter.Envelope);
            waiter.SetResult(OfferResult.Taken);
        }
    }
}
