namespace Fresnel.Messages.Entities;

/// <summary>An entity as of one sequence number. May be deleted at any time.</summary>
/// <param name="State">The state; its type has a wire name.</param>
/// <param name="Activation">The last activation.</param>
/// <param name="Answers">The remembered answers, oldest first.</param>
/// <param name="Status">The last status written.</param>
/// <param name="MustRun">Whether the entity must run, as last written.</param>
[WireName("entity.snapshot")]
public sealed record EntitySnapshot(
    object State, long Activation, IReadOnlyList<RememberedAnswer> Answers, string? Status, bool MustRun) : IWireMessage;
