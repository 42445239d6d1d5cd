using Fresnel.Messages;

namespace Fresnel.Engine.Counting;

/// <summary>What readers see of a counter.</summary>
/// <param name="Total">The sum of all that was added.</param>
/// <param name="Count">How often something was added.</param>
/// <param name="Label">The label; empty before the first one.</param>
/// <param name="Enabled">Whether the counter must run.</param>
[WireName("counter.view")]
public sealed record CounterView(long Total, long Count, string Label, bool Enabled);
