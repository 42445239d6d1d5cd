using Fresnel.Inference.Detection;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Engines;

/// <summary>One frame of a batch and where its detections go.</summary>
/// <param name="Frame">The picture; held by the asker during the call.</param>
/// <param name="Results">Empty when the engine is called; to be filled, best score first, in source pixels.</param>
public readonly record struct DetectionRequest(Frame Frame, List<Detected> Results);
