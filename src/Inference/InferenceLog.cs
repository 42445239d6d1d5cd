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

    [LoggerMessage(4, LogLevel.Error, "Model {Model}: requests are refused for {OpenFor}, because it keeps failing")]
    public static partial void CircuitOpened(ILogger logger, string model, TimeSpan openFor);

    [LoggerMessage(5, LogLevel.Error, "Model {Model}: a batch runs longer than {Limit} and is interrupted")]
    public static partial void RunInterrupted(ILogger logger, string model, TimeSpan limit);

    [LoggerMessage(6, LogLevel.Information, "Model {Model} is closed")]
    public static partial void Closed(ILogger logger, string model);

    [LoggerMessage(7, LogLevel.Error, "Model {Model}: a run did not end when it was interrupted and is given up with its thread ({Lost} of {Most} at which the model stays down); the model is loaded anew")]
    public static partial void RunGivenUp(ILogger logger, string model, int lost, int most);

    [LoggerMessage(8, LogLevel.Critical, "Model {Model} stays down: {Lost} of its runs never ended; start the program again")]
    public static partial void ModelDown(ILogger logger, string model, int lost);

    [LoggerMessage(9, LogLevel.Warning, "Model {Model}: a run that was given up has ended after all; {Lost} have not")]
    public static partial void LostRunReturned(ILogger logger, string model, int lost);
}
