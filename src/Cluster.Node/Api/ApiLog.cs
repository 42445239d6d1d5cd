namespace Fresnel.Cluster.Node.Api;

/// <summary>What the API logs.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(2, LogLevel.Information, "Command {Command} for {Entity}: {Outcome}")]
    public static partial void CommandAnswered(this ILogger log, string command, string entity, string outcome);

    [LoggerMessage(3, LogLevel.Warning, "The credential of {Entity} could not be put back after a refused command: {Reason}")]
    public static partial void CredentialNotRestored(this ILogger log, string entity, string reason);
}
