namespace Fresnel.Kernel;

/// <summary>An actor's timers, by key, on the system's <see cref="TimeProvider"/>. Starting one under a key in use replaces it.</summary>
/// <remarks>Their messages need no room in the mailbox. One that was cancelled or replaced is never delivered, even where it was due already.</remarks>
public interface IActorTimers<TMessage>
{
    /// <summary>Delivers a message once, after a delay of zero or more.</summary>
    void StartSingle(object key, TMessage message, TimeSpan delay);

    /// <summary>Delivers a message every interval, the first after one interval. Where the actor is behind, ticks are folded into one.</summary>
    void StartPeriodic(object key, TMessage message, TimeSpan interval);

    /// <summary>Ends a timer; false where there is none.</summary>
    bool Cancel(object key);

    /// <summary>Whether a timer of this key will still deliver.</summary>
    bool IsActive(object key);

    /// <summary>Ends all timers.</summary>
    void CancelAll();
}
