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

    private Envelope<TMessage>[] ring = [];
    private Envelope<TMessage>[] readRing = [];
    private MailboxPositions at;
    private long dropped;
    private Queue<MailboxWaiter<TMessage>>? waiters;
    private MailboxWaiter<TMessage>? spare;
    private int waiting;
    private int peak;
    private bool closed;

    public int Capacity => capacity;

    public Overflow Overflow => overflow;

    /// <summary>Messages in it; exact only for the reader.</summary>
    public int Count => (int)Math.Max(0, Volatile.Read(ref at.Tail) - Volatile.Read(ref at.Head));

    /// <summary>Messages dropped for lack of room.</summary>
    public long Dropped => Volatile.Read(ref dropped);

    /// <summary>Whether it takes no more messages.</summary>
    public bool IsClosed => Volatile.Read(ref closed);

    /// <summary>Puts a message in.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="lost">The message that was dropped instead, where the policy is to drop the oldest and the result is <see cref="OfferResult.Dropped"/>.</param>
    /// <param name="wake">Whether the caller must start the reader.</param>
    public OfferResult Offer(in Envelope<TMessage> envelope, out Envelope<TMessage> lost, out bool wake)
    {
        lost = default;
        wake = false;
        using (at.Gate.Enter())
        {
            if (closed) return OfferResult.Stopped;
            var result = OfferResult.Taken;
            if (waiting > 0 || !HasRoom())
            {
                switch (overflow)
                {
                    case Overflow.DropOldest:
                        lost = TakeHead(ring);
                        at.Limit = at.SeenHead = at.Head;
                        result = OfferResult.Dropped;
                        dropped++;
                        break;
                    case Overflow.DropNewest:
                        dropped++;
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
        using (at.Gate.Enter())
        {
            if (closed)
            {
                result = OfferResult.Stopped;
                return null;
            }

            if (waiting == 0 && HasRoom())
            {
                Append(envelope);
                wake = Wake();
                result = OfferResult.Taken;
                return null;
            }

            result = OfferResult.Full;
            var waiter = spare ?? new MailboxWaiter<TMessage>(this);
            spare = null;
            waiter.Begin(envelope, cancellable);
            (waiters ??= new()).Enqueue(waiter);
            waiting++;
            return waiter;
        }
    }

    /// <summary>Takes a sender out of the line; false where its message was put in already.</summary>
    public bool Leave(MailboxWaiter<TMessage> waiter)
    {
        using (at.Gate.Enter())
        {
            if (!waiter.Waits) return false;
            waiter.Waits = false;
            waiting--;
            return true;
        }
    }

    /// <summary>Takes back a waiter that nobody uses any more.</summary>
    public void Keep(MailboxWaiter<TMessage> waiter) => Volatile.Write(ref spare, waiter);

    /// <summary>The next message; false where there is none. For the reader only.</summary>
    public bool TryTake(out Envelope<TMessage> envelope)
    {
        if (overflow == Overflow.DropOldest) return TryTakeShared(out envelope);
        if (at.Head == at.Limit && !Refill())
        {
            envelope = default;
            return false;
        }

        envelope = TakeHead(readRing);
        if (Volatile.Read(ref waiting) > 0) Admit();
        return true;
    }

    /// <summary>Whether there is room, under the lock. The head is the reader's, and looked at only where it must have moved.</summary>
    private bool HasRoom()
    {
        if (at.Tail - at.SeenHead < capacity) return true;
        at.SeenHead = Volatile.Read(ref at.Head);
        return at.Tail - at.SeenHead < capacity;
    }

    private void Append(in Envelope<TMessage> envelope)
    {
        if (at.Tail - at.SeenHead >= ring.Length) MakeRoom();
        ring[at.Tail & (ring.Length - 1)] = envelope;
        Volatile.Write(ref at.Tail, at.Tail + 1);
    }

    private void MakeRoom()
    {
        at.SeenHead = Volatile.Read(ref at.Head);
        if (at.Tail - at.SeenHead < this.ring.Length) return;
        var longest = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        var ring = new Envelope<TMessage>[Math.Max(1, Math.Min(longest, Math.Max(FirstLength, this.ring.Length * 2)))];
        for (var at = this.at.Limit; at < this.at.Tail; at++) ring[at & (ring.Length - 1)] = this.ring[at & (this.ring.Length - 1)];
        this.ring = ring;
    }

    private Envelope<TMessage> TakeHead(Envelope<TMessage>[] ring)
    {
        ref var slot = ref ring[at.Head & (ring.Length - 1)];
        var envelope = slot;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<Envelope<TMessage>>()) slot = default;
        Volatile.Write(ref at.Head, at.Head + 1);
        return envelope;
    }

    /// <summary>Makes all that waits the reader's. An empty mailbox is seen without the lock; what comes at that moment is seen by <see cref="TryPark"/>.</summary>
    private bool Refill()
    {
        if (!HasMore) return false;
        MailboxWaiter<TMessage>? admitted;
        bool any;
        using (at.Gate.Enter())
        {
            admitted = AdmitLocked();
            readRing = ring;
            at.Limit = at.Tail;
            peak = Math.Max(peak, (int)(at.Limit - at.Head));
            any = at.Limit != at.Head;
        }

        Complete(admitted);
        return any;
    }

    private bool TryTakeShared(out Envelope<TMessage> envelope)
    {
        using (at.Gate.Enter())
        {
            if (at.Head == at.Tail)
            {
                envelope = default;
                return false;
            }

            envelope = TakeHead(ring);
            at.Limit = at.Head;
            return true;
        }
    }

    private void Admit()
    {
        MailboxWaiter<TMessage>? admitted;
        using (at.Gate.Enter()) admitted = AdmitLocked();
        Complete(admitted);
    }

    /// <summary>Puts in the messages of senders in line while there is room.</summary>
    /// <returns>The senders, linked: to be completed once the lock is free, because that may run code of theirs.</returns>
    private MailboxWaiter<TMessage>? AdmitLocked()
    {
        MailboxWaiter<TMessage>? first = null;
        MailboxWaiter<TMessage>? last = null;
        while (waiters is { Count: > 0 } && HasRoom())
        {
            var waiter = waiters.Dequeue();
            if (!waiter.Waits) continue;
            waiter.Waits = false;
            waiting--;
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
