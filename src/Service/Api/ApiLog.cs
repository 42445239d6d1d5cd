namespace Fresnel.Service.Api;

/// <summary>What the edge of the API logs.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger log, Exception fault, string method, string path);

    [LoggerMessage(4, LogLevel.Information, "A request from origin {Origin} to {Path} was refused")]
    public static partial void OriginRefused(this ILogger log, string origin, string path);
}
