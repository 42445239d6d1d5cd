using Fresnel.Kernel.Asking;

namespace Fresnel.Kernel;

/// <summary>Where an answer goes. Small enough to be a field of any message; answering twice, or too late, does nothing. The default value is nobody.</summary>
public readonly struct ReplyTo<TReply> : IEquatable<ReplyTo<TReply>>
{
    private readonly object? target;
    private readonly long ticket;

    internal ReplyTo(object? target, long ticket)
    {
        this.target = target;
        this.ticket = ticket;
    }

    /// <summary>Whether somebody may be waiting.</summary>
    public bool IsWanted => target is not null;

    /// <summary>Answers. May be called from anywhere.</summary>
    public void Tell(TReply reply)
    {
        switch (target)
        {
            case AskSource<TReply> source:
                source.Answer(ticket, reply);
                break;
            case Action<TReply> action:
                action(reply);
                break;
            case ActorRef<TReply> actor:
                actor.TryTell(reply);
                break;
        }
    }

    /// <summary>Answers with an exception, where somebody waits in an ask; an actor or a function is not told.</summary>
    public void Fail(Exception failure)
    {
        if (target is AskSource<TReply> source) source.Fail(ticket, failure);
    }

    /// <inheritdoc />
    public bool Equals(ReplyTo<TReply> other) => ReferenceEquals(target, other.target) && ticket == other.ticket;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ReplyTo<TReply> other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(target, ticket);

    /// <summary>Whether both answer the same question.</summary>
    public static bool operator ==(ReplyTo<TReply> left, ReplyTo<TReply> right) => left.Equals(right);

    /// <summary>Whether they answer different questions.</summary>
    public static bool operator !=(ReplyTo<TReply> left, ReplyTo<TReply> right) => !left.Equals(right);
}
