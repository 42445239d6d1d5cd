using System.Diagnostics;

namespace Fresnel.Kernel;

/// <summary>What travels beside a message, by reference. What is told while a message is handled inherits its context unless given another.</summary>
public sealed record MessageContext
{
    private static readonly AsyncLocal<MessageContext?> Ambient = new();

    private string? correlationId;

    /// <summary>A context without deadline and trace.</summary>
    public MessageContext()
    {
    }

    private MessageContext(MessageContext original)
    {
        correlationId = original.CorrelationId;
        CausationId = original.CausationId;
        Deadline = original.Deadline;
        Trace = original.Trace;
    }

    /// <summary>The context of the message being handled here, also after an await; null outside of actors unless set.</summary>
    public static MessageContext? Current
    {
        get => Ambient.Value;
        internal set => Ambient.Value = value;
    }

    /// <summary>One id for everything that follows from one request. Where none is given it is made up when first read.</summary>
    public string CorrelationId
    {
        get => correlationId ?? Interlocked.CompareExchange(ref correlationId, Guid.NewGuid().ToString("N"), null) ?? correlationId;
        init => correlationId = value;
    }

    /// <summary>The id of the command or event that led to this one.</summary>
    public string? CausationId { get; init; }

    /// <summary>When the answer is of no more use; null is never.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The trace and span this belongs to; default is none.</summary>
    public ActivityContext Trace { get; init; }

    /// <summary>The trace as W3C <c>traceparent</c>, or null where there is none.</summary>
    public string? TraceParent =>
        Trace == default ? null : $"00-{Trace.TraceId}-{Trace.SpanId}-{(Trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}";

    /// <summary>Reads a W3C <c>traceparent</c>; one that is malformed or null is none.</summary>
    public static ActivityContext ParseTraceParent(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : default;

    /// <summary>A context of its own, with a new correlation id and the trace of <see cref="Activity.Current"/>.</summary>
    public static MessageContext Create(DateTimeOffset? deadline = null) => new()
    {
        Deadline = deadline,
        Trace = Activity.Current?.Context ?? default,
    };

    /// <summary>Whether the deadline has passed.</summary>
    public bool IsExpired(DateTimeOffset now) => Deadline is { } deadline && now >= deadline;
}
