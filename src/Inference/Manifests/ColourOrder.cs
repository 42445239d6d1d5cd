namespace Fresnel.Inference.Manifests;

/// <summary>Order of the three colour channels.</summary>
public enum ColourOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red (OpenCV's order).</summary>
    Bgr,
}
