using Fresnel.Messages.Entities;

namespace Fresnel.Reading.Tests.Plugins;

/// <summary>The counter's event.</summary>
public sealed record CounterAdded(int Amount, EventMeta Meta);

/// <summary>The counter's snapshot.</summary>
public sealed record CounterTotal(int Total);

/// <summary>Adds; answered with the total.</summary>
public sealed record Add(string Counter, int Amount);

/// <summary>Asks for a snapshot; answered when it is saved.</summary>
public sealed record Save(string Counter);

/// <summary>Asks what was recovered.</summary>
public sealed record Ask(string Counter);

/// <summary>What a counter recovered: how many events, from a snapshot or not, to which total.</summary>
public sealed record Recovered(int Events, bool FromSnapshot, int Total, long LastSequenceNr);
