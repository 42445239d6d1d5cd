using System.Drawing;

namespace Fresnel.Inference.Detection;

/// <summary>One object a detector found.</summary>
/// <param name="Label">Index into the model's labels.</param>
/// <param name="Score">In the model's own unit: a probability, or an SVM margin.</param>
/// <param name="Box">Left, top, width and height in pixels of the source frame; the part of the object that lies in it, never empty.</param>
public readonly record struct Detected(int Label, float Score, RectangleF Box);
