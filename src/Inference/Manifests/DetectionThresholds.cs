namespace Fresnel.Inference.Manifests;

/// <summary>What a detection must pass.</summary>
/// <param name="Score">Lowest score kept, in the model's own unit.</param>
/// <param name="Iou">Two boxes of one class that overlap more than this are one object, 0 to 1.</param>
/// <param name="MaxDetections">Most detections a frame keeps, best first; 1 to 10000.</param>
public sealed record DetectionThresholds(float Score, float Iou, int MaxDetections);
