namespace Fresnel.LocalCluster;

/// <summary>What <c>cluster up</c> is asked for.</summary>
/// <param name="Nodes">How many nodes, or null: as many as there were, at first three.</param>
/// <param name="Cameras">How many cameras, or null: those there were, at first eight.</param>
/// <param name="Video">The video that new cameras replay.</param>
/// <param name="Fps">The frames a second of new cameras that are analysed.</param>
public sealed record UpRequest(int? Nodes, int? Cameras, string Video, double Fps);
