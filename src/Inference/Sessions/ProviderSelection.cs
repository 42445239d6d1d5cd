using System.Globalization;
using Fresnel.Inference.Manifests;
using Microsoft.ML.OnnxRuntime;

namespace Fresnel.Inference.Sessions;

/// <summary>Tries execution providers in the order asked and keeps an honest account.</summary>
internal static class ProviderSelection
{
    /// <summary>A session on the first provider that works.</summary>
    /// <exception cref="ModelException">None worked.</exception>
    public static (InferenceSession Session, IReadOnlyList<ProviderAttempt> Attempts) Open(ModelManifest manifest, byte[] model, ModelSessionOptions options)
    {
        InferenceSession? session = null;
        var attempts = new List<ProviderAttempt>();
        foreach (var provider in options.Providers.Append(ExecutionProvider.Cpu).Distinct())
        {
            if (session is not null)
            {
                if (options.Providers.Contains(provider)) attempts.Add(new ProviderAttempt(Name(provider), false, "not tried: one asked for before it is in use"));
                continue;
            }

            try
            {
                session = Create(model, provider, options);
                attempts.Add(new ProviderAttempt(Name(provider), true, Describe(provider, options)));
            }
            catch (Exception fault) when (fault is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException or NotSupportedException)
            {
                attempts.Add(new ProviderAttempt(Name(provider), false, Reason(fault.Message)));
            }
        }

        return session is not null
            ? (session, attempts)
            : throw new ModelException("model-provider", $"Model {manifest.Id}: no execution provider could load it: {string.Join("; ", attempts.Select(attempt => $"{attempt.Provider}: {attempt.Detail}"))}.");
    }

    private static string Name(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.TensorRt => "TensorRT",
        ExecutionProvider.Cuda => "CUDA",
        _ => "CPU",
    };

    private static InferenceSession Create(byte[] model, ExecutionProvider provider, ModelSessionOptions options)
    {
        using var settings = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,

            // A run that fails is an exception; the runtime would write it to the error stream besides, for each frame.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Spin ? "1" : "0");
        switch (provider)
        {
            case ExecutionProvider.TensorRt:
                AppendTensorRt(settings, options.DeviceId);
                AppendCuda(settings, options.DeviceId);
                break;
            case ExecutionProvider.Cuda:
                AppendCuda(settings, options.DeviceId);
                break;
        }

        return new InferenceSession(model, settings);
    }

    // The forms that take options exist in every build of the runtime and say what is missing; those that take a number only
    // are not even exported by builds without GPU support.
    private static void AppendTensorRt(SessionOptions settings, int device)
    {
        using var provider = new OrtTensorRTProviderOptions();
        provider.UpdateOptions(DeviceOption(device));
        settings.AppendExecutionProvider_Tensorrt(provider);
    }

    private static void AppendCuda(SessionOptions settings, int device)
    {
        using var provider = new OrtCUDAProviderOptions();
        provider.UpdateOptions(DeviceOption(device));
        settings.AppendExecutionProvider_CUDA(provider);
    }

    private static Dictionary<string, string> DeviceOption(int device) => new() { ["device_id"] = device.ToString(CultureInfo.InvariantCulture) };

    private static string Describe(ExecutionProvider provider, ModelSessionOptions options) => provider switch
    {
        ExecutionProvider.TensorRt => $"device {options.DeviceId}; operators it lacks run on CUDA or CPU",
        ExecutionProvider.Cuda => $"device {options.DeviceId}; operators it lacks run on CPU",
        _ => options.Threads == 0 ? "threads: one a core" : $"threads: {options.Threads}",
    };

    /// <summary>
    /// Returns a fault's message on one line of at most 300 characters, without the place in the runtime's sources. A long one
    /// loses its middle: the library that is missing stands at the end.
    /// </summary>
    internal static string Reason(string message)
    {
        const string Place = "[ONNXRuntimeError] : ";
        var line = message.ReplaceLineEndings(" ").Trim();
        var place = line.LastIndexOf(Place, StringComparison.Ordinal);
        if (place >= 0) line = line[(place + Place.Length)..];
        return line.Length <= 300 ? line : $"{line[..120]}...{line[^177..]}";
    }
}
