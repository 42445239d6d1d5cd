namespace Fresnel.Kernel.Supervision;

/// <summary>What a parent does about a child that failed.</summary>
public enum Directive
{
    /// <summary>The message that failed is lost; the same instance goes on with the next. A failure while starting is treated as <see cref="Restart"/>.</summary>
    Resume,

    /// <summary>A new instance goes on with the next message, after the backoff; the mailbox is kept.</summary>
    Restart,

    /// <summary>The child stops; what waits becomes dead letters.</summary>
    Stop,

    /// <summary>The parent fails with the same exception; its own parent decides.</summary>
    Escalate,
}
