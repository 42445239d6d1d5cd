namespace Fresnel.Kernel.Tests.Mailboxes;

/// <summary>What a mailbox is, written down as simply as can be: a list, a line of senders, a lane and a flag.</summary>
internal sealed class MailboxModel(int capacity, Overflow overflow)
{
    private bool suspended;

    public Queue<int> Messages { get; } = new();

    /// <summary>Messages of senders in line.</summary>
    public List<int> Line { get; } = [];

    public Queue<int> Lane { get; } = new();

    public long Dropped { get; private set; }

    public bool Closed { get; private set; }

    public bool Running { get; private set; } = true;

    public (OfferResult Result, int? Lost, bool Wake) Offer(int message)
    {
        if (Closed) return (OfferResult.Stopped, null, false);
        if (Messages.Count < capacity)
        {
            Messages.Enqueue(message);
            return (OfferResult.Taken, null, Wake());
        }

        switch (overflow)
        {
            case Overflow.DropOldest:
                Dropped++;
                var oldest = Messages.Dequeue();
                Messages.Enqueue(message);
                return (OfferResult.Dropped, oldest, Wake());
            case Overflow.DropNewest:
                Dropped++;
                return (OfferResult.Dropped, message, false);
            default:
                return (OfferResult.Full, null, false);
        }
    }

    /// <summary>Offers, or stands in line.</summary>
    public (OfferResult Result, bool Wake) OfferOrWait(int message)
    {
        if (Closed) return (OfferResult.Stopped, false);
        if (Messages.Count < capacity)
        {
            Messages.Enqueue(message);
            return (OfferResult.Taken, Wake());
        }

        Line.Add(message);
        return (OfferResult.Full, false);
    }

    /// <summary>The next message, and the sender that may put in its own.</summary>
    public (int? Message, int? Admitted) Take()
    {
        if (!Messages.TryDequeue(out var message)) return (null, null);
        if (Line.Count == 0) return (message, null);
        var admitted = Line[0];
        Line.RemoveAt(0);
        Messages.Enqueue(admitted);
        return (message, admitted);
    }

    public bool Post(int item)
    {
        Lane.Enqueue(item);
        var wake = !Running;
        Running = true;
        return wake;
    }

    public bool Park(bool suspended)
    {
        this.suspended = suspended;
        if (Lane.Count > 0 || (!suspended && Messages.Count > 0)) return false;
        Running = false;
        return true;
    }

    public int[] Close()
    {
        Closed = true;
        int[] left = [.. Line];
        Line.Clear();
        return left;
    }

    private bool Wake()
    {
        if (Running || suspended) return false;
        return Running = true;
    }
}
