namespace Fresnel.Inference.Manifests;

/// <summary>How a frame is fitted to the model's input.</summary>
public enum ResizeMode
{
    /// <summary>Width and height are scaled independently; the whole input is picture.</summary>
    Stretch,

    /// <summary>One scale for both, centred, the rest filled with grey (114 of 255 in each channel).</summary>
    Letterbox,
}
