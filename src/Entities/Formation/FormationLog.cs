using Microsoft.Extensions.Logging;

namespace Fresnel.Entities.Formation;

/// <summary>The log lines of formation.</summary>
internal static partial class FormationLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Critical, Message = "This process ends with exit code {Code}: {Reason}")]
    public static partial void Ends(ILogger logger, int code, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{Self} joins the cluster of {Endpoint}")]
    public static partial void Joins(ILogger logger, MemberKey self, string endpoint);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "{Self} holds the lease and forms a new cluster")]
    public static partial void Forms(ILogger logger, MemberKey self);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "{Self} waits before it joins or forms a cluster: {Reason}")]
    public static partial void Waits(ILogger logger, MemberKey self, string reason);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning,
        Message = "{Self} cannot join while the database does not answer: {Fault}; retrying")]
    public static partial void JoinFailed(ILogger logger, MemberKey self, string fault);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "{Self} is a member of the cluster")]
    public static partial void IsMember(ILogger logger, MemberKey self);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning,
        Message = "{Self} could not renew its row, last renewed {AgeSeconds:0.0} s ago: {Fault}; retrying")]
    public static partial void RenewalFailed(ILogger logger, MemberKey self, double ageSeconds, string fault);

    [LoggerMessage(EventId = 8, Level = LogLevel.Information, Message = "The cluster's lease moved from '{From}' to '{To}'")]
    public static partial void LeaseMoved(ILogger logger, string from, string to);

    [LoggerMessage(EventId = 9, Level = LogLevel.Warning, Message = "{Self} could not delete its row: {Fault}. It expires by itself")]
    public static partial void LeaveFailed(ILogger logger, MemberKey self, string fault);

    [LoggerMessage(EventId = 10, Level = LogLevel.Critical, Message = "Formation of {Self} failed")]
    public static partial void Failed(ILogger logger, Exception fault, MemberKey self);
}
