namespace Fresnel.Inference.Manifests;

/// <summary>Order of an input tensor's dimensions.</summary>
public enum TensorLayout
{
    /// <summary><c>[N, 3, H, W]</c>: one plane a colour.</summary>
    Nchw,

    /// <summary><c>[N, H, W, 3]</c>: colours interleaved.</summary>
    Nhwc,
}
