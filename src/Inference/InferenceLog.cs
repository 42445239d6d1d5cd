using Microsoft.Extensions.Logging;

namespace Fresnel.Inference;

/// <summary>What this room logs.</summary>
internal static partial class InferenceLog
{
    [LoggerMessage(1, LogLevel.Information, "Model {Model} {Version} is open on {Provider}")]
    public static partial void Opened(ILogger logger, string model, string version, string provider);

    [LoggerMessage(2, LogLevel.Warning, "Model {Model}: provider {Provider} is not in use: {Reason}")]
    public static partial void ProviderRefused(ILogger logger, string model, string provider, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Model {Model}: a batch failed ({Code})")]
    public static partial void BatchFailed(ILogger logger, string model, string code, Exception fault);

    [LoggerMessage(4, LogLevel.Error, "Model {Model}: {Failures} batches failed running; requests are refused for {OpenFor}")]
    public static partial void CircuitOpened(ILogger logger, string model, int failures, TimeSpan openFor);

    [LoggerMessage(5, LogLevel.Error, "Model {Model}: a batch runs longer than {Limit} and is interrupted")]
    public static partial void RunInterrupted(ILogger logger, string model, TimeSpan limit);

    [LoggerMessage(6, LogLevel.Information, "Model {Model} is closed")]
    public static partial void Closed(ILogger logger, string model);
}
