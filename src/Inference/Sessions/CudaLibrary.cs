using Microsoft.ML.OnnxRuntime;

namespace Fresnel.Inference.Sessions;

/// <summary>
/// CUDA out of the GPU package: its library is a plug-in that a runtime built without GPU support loads by path. (A runtime
/// built with GPU support has CUDA itself and does not need this.)
/// </summary>
internal static class CudaLibrary
{
    private const string ProviderName = "CUDAExecutionProvider";
    private static readonly string Library = Path.Combine(AppContext.BaseDirectory, "libonnxruntime_providers_cuda.so");
    private static readonly Lock Gate = new();
    private static bool registered;

    /// <summary>Whether the package's library lies beside the program.</summary>
    public static bool IsThere => File.Exists(Library);

    /// <summary>Loads the library, once a process, and adds a GPU to a session's options.</summary>
    /// <exception cref="OnnxRuntimeException">The library, or one that it needs (CUDA, cuDNN), does not load; tried again at the next call.</exception>
    /// <exception cref="NotSupportedException">There is no GPU of that number.</exception>
    public static void Append(SessionOptions settings, int device)
    {
        var runtime = OrtEnv.Instance();
        lock (Gate)
        {
            if (!registered) runtime.RegisterExecutionProviderLibrary(ProviderName, Library);
            registered = true;
        }

        var devices = runtime.GetEpDevices().Where(found => found.EpName == ProviderName).ToList();
        if (device >= devices.Count) throw new NotSupportedException($"GPU {device} is not there; CUDA found {devices.Count}");
        settings.AppendExecutionProvider(runtime, [devices[device]], new Dictionary<string, string>());
    }
}
