using Fresnel.Kernel.Supervision;
using Microsoft.Extensions.Logging;

namespace Fresnel.Kernel;

/// <summary>What the kernel logs.</summary>
internal static partial class KernelLog
{
    [LoggerMessage(1, LogLevel.Warning, "Actor {Path} failed: {Reason}")]
    public static partial void Failed(ILogger logger, Exception failure, string path, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Actor {Path} failed while stopping.")]
    public static partial void FailedWhileStopping(ILogger logger, Exception failure, string path);

    [LoggerMessage(3, LogLevel.Debug, "Actor {Path} restarts after {Delay}.")]
    public static partial void Restarting(ILogger logger, string path, TimeSpan delay);

    [LoggerMessage(4, LogLevel.Error, "Actor {Path} used up its {MaxRestarts} restarts in {Window}: {Directive}.")]
    public static partial void RestartsUsedUp(ILogger logger, Exception failure, string path, int maxRestarts, TimeSpan window, Directive directive);

    [LoggerMessage(5, LogLevel.Error, "The strategy of actor {Path} failed over its child {Child}; the child stops.")]
    public static partial void StrategyFailed(ILogger logger, Exception failure, string path, string child);

    [LoggerMessage(6, LogLevel.Critical, "The failure of actor {Path} was escalated beyond the system; the actor stops.")]
    public static partial void EscalatedBeyondSystem(ILogger logger, Exception failure, string path);

    [LoggerMessage(7, LogLevel.Warning, "A lifecycle hook of actor {Path} failed; its end goes on.")]
    public static partial void HookFailed(ILogger logger, Exception failure, string path);

    [LoggerMessage(8, LogLevel.Debug, "Dead letter: {Message} for {Path}.")]
    public static partial void DeadLetter(ILogger logger, string path, string message);
}
