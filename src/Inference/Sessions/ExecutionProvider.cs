namespace Fresnel.Inference.Sessions;

/// <summary>What runs a graph.</summary>
public enum ExecutionProvider
{
    /// <summary>ONNX Runtime's own kernels on the processor; always there.</summary>
    Cpu,

    /// <summary>NVIDIA CUDA: needs the GPU package, CUDA and cuDNN on the machine.</summary>
    Cuda,

    /// <summary>NVIDIA TensorRT: needs the GPU package and TensorRT on the machine.</summary>
    TensorRt,
}

/// <summary>What became of a provider that was asked for.</summary>
/// <param name="Provider"><c>TensorRT</c>, <c>CUDA</c> or <c>CPU</c>.</param>
/// <param name="InUse">Whether the session runs on it.</param>
/// <param name="Detail">Why not, in one line; for the one in use, how it was set up. Says so where a provider was not tried because one before it is in use.</param>
public sealed record ProviderAttempt(string Provider, bool InUse, string Detail);
