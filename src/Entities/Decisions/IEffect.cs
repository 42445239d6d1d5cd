namespace Fresnel.Entities.Decisions;

/// <summary>Something to be done outside the state, at least once: it follows from the state, and its completion is an event.</summary>
public interface IEffect;
