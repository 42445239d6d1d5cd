using System.Text.Json;
using Fresnel.Clustering.Broker;
using Fresnel.Clustering.Commands;
using Fresnel.Kernel.EventSourcing;
using Fresnel.Storage;
using Fresnel.Storage.Events;

namespace Fresnel.Service.Api.Problems;

/// <summary>The edge of the API: every fault becomes a problem answer with a stable code, and an answer without a body one too.</summary>
public sealed class ProblemEdge(RequestDelegate next, ILogger<ProblemEdge> log)
{
    /// <summary>Runs the rest of the pipeline.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // the client is gone
        }
        catch (Exception fault)
        {
            var (code, detail, more) = Describe(fault);
            if (code is ProblemCodes.Internal or ProblemCodes.JournalDamaged) log.RequestFailed(fault, context.Request.Method, Messages.EntityId.Printable(context.Request.Path));
            if (context.Response.HasStarted) context.Abort();
            else await ProblemAnswer.WriteAsync(context, code, detail, more);
            return;
        }

        if (context.Response.HasStarted || context.Response.ContentLength is > 0 || context.Response.ContentType is not null) return;
        var path = Messages.EntityId.Printable(context.Request.Path);
        switch (context.Response.StatusCode)
        {
            case 404:
                await ProblemAnswer.WriteAsync(context, ProblemCodes.NotFound, $"There is nothing at {path}.");
                break;
            case 405:
                var allowed = context.Response.Headers.Allow.ToString();
                await ProblemAnswer.WriteAsync(context, ProblemCodes.MethodNotAllowed, $"{context.Request.Method} is not allowed at {path}; allowed: {allowed}.");
                if (!context.Response.HasStarted) context.Response.Headers.Allow = allowed;
                break;
            case 400:
                await ProblemAnswer.WriteAsync(context, ProblemCodes.BodyInvalid, "The body could not be read.");
                break;
            case 413:
                await ProblemAnswer.WriteAsync(context, ProblemCodes.BodyTooLarge, "The body is larger than is allowed (Api:MaxBodyKiB).");
                break;
            case 415:
                await ProblemAnswer.WriteAsync(context, ProblemCodes.MediaTypeUnsupported, "The body must be JSON: Content-Type: application/json.");
                break;
        }
    }

    private static (string Code, string Detail, IReadOnlyDictionary<string, object?>? More) Describe(Exception fault) => fault switch
    {
        ApiProblemException problem => (problem.Code, problem.Message, problem.More),
        BadHttpRequestException { StatusCode: 413 } => (ProblemCodes.BodyTooLarge, "The body is larger than is allowed (Api:MaxBodyKiB).", null),
        BadHttpRequestException { StatusCode: 415 } => (ProblemCodes.MediaTypeUnsupported, "The body must be JSON: Content-Type: application/json.", null),
        BadHttpRequestException { InnerException: JsonException json } => (ProblemCodes.BodyInvalid, JsonFault(json), null),
        BadHttpRequestException { Message: var message } when message.Contains("body", StringComparison.OrdinalIgnoreCase) =>
            (ProblemCodes.BodyInvalid, "A JSON body is required.", null),
        BadHttpRequestException bad => (ProblemCodes.QueryInvalid, BindingFault(bad.Message), null),
        EntityException { Code: RefusalCodes.StoreDamaged } damage => (ProblemCodes.JournalDamaged, damage.Message, null),
        EntityException { Code: RefusalCodes.StoreUnavailable } store => (ProblemCodes.JournalUnavailable, store.Message, null),
        EntityException entity => (entity.Code, entity.Message, new Dictionary<string, object?> { ["mayHaveHappened"] = entity.MayHaveHappened }),
        BrokerException { Fault: BrokerFault.Blocked } blocked => (ProblemCodes.BrokerBlocked, blocked.Message, null),
        BrokerException broker => (ProblemCodes.BrokerLost, broker.Message, null),
        StoreUnavailableException journal => (ProblemCodes.JournalUnavailable, journal.Message, null),
        StoreDamagedException damage => (ProblemCodes.JournalDamaged, damage.Message, null),
        EventCursorException cursor => (ProblemCodes.CursorForeign, cursor.Message, null),
        _ => (ProblemCodes.Internal, "The node could not answer; its log says why.", null),
    };

    private static string JsonFault(JsonException fault)
    {
        var where = string.IsNullOrEmpty(fault.Path) || fault.Path == "$" ? "" : $" at {Messages.EntityId.Printable(fault.Path)}";
        if (fault.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
        {
            var name = fault.Message.Split('\'') is [_, var member, ..] ? Messages.EntityId.Printable(member) : "?";
            return $"The body has a member '{name}' that is not known here; see /openapi/v1.json for those that are.";
        }

        if (fault.Message.Contains("missing required properties", StringComparison.Ordinal))
        {
            var names = fault.Message[(fault.Message.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim().TrimEnd('.');
            return $"The body lacks {Messages.EntityId.Printable(names)}.";
        }

        return $"The body is not the JSON that is expected{where} (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine}).";
    }

    // The framework says: Failed to bind parameter "Nullable<int> limit" from "abc".
    private static string BindingFault(string message)
    {
        var parts = message.Split('"');
        if (parts.Length < 4) return "A value of the query or of a header is missing or not of the right form.";
        return $"'{Messages.EntityId.Printable(parts[3])}' is not a value for '{parts[1].Split(' ')[^1]}'.";
    }
}
