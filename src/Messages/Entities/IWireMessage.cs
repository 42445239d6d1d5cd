namespace Fresnel.Messages.Entities;

/// <summary>
/// Marks what Akka serializes as a whole: envelopes, answers, journaled events and snapshots. Each such type has a
/// <see cref="WireNameAttribute"/>. What is nested in them (commands, views, states) needs only the attribute.
/// </summary>
public interface IWireMessage;
