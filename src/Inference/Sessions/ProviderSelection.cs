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
            catch (Exception fault) when (fault is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
            {
                attempts.Add(new ProviderAttempt(Name(provider), false, OneLine(fault.Message)));
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
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Spin ? "1" : "0");
        switch (provider)
        {
            case ExecutionProvider.TensorRt:
                settings.AppendExecutionProvider_Tensorrt(options.DeviceId);
                settings.AppendExecutionProvider_CUDA(options.DeviceId);
                break;
            case ExecutionProvider.Cuda:
                settings.AppendExecutionProvider_CUDA(options.DeviceId);
                break;
        }

        return new InferenceSession(model, settings);
    }

    private static string Describe(ExecutionProvider provider, ModelSessionOptions options) => provider switch
    {
        ExecutionProvider.TensorRt => $"device {options.DeviceId}; operators it lacks run on CUDA or CPU",
        ExecutionProvider.Cuda => $"device {options.DeviceId}; operators it lacks run on CPU",
        _ => options.Threads == 0 ? "one thread a core" : $"{options.Threads} threads",
    };

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= 300 ? line : line[..297] + "...";
    }
}
