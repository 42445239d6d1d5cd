namespace Fresnel.Kernel.EventSourcing;

/// <summary>Something to do in the world that follows from the state: start a child, ask another entity. Done at least once, so it must bear being done twice.</summary>
public interface IEffect;
