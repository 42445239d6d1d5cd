using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace Fresnel.Service.Api.Problems;

/// <summary>Writes problem answers (RFC 9457).</summary>
public static class ProblemAnswer
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>The problem of a code, as an object.</summary>
    public static ProblemDetails Create(string code, string detail, string instance, IReadOnlyDictionary<string, object?>? more = null)
    {
        var (status, title) = ProblemCodes.Describe(code);
        var problem = new ProblemDetails
        {
            Type = $"urn:fresnel:problem:{code}",
            Title = title,
            Status = status,
            Detail = detail,
            Instance = instance,
        };
        problem.Extensions["code"] = code;
        foreach (var (key, value) in more ?? new Dictionary<string, object?>()) problem.Extensions[key] = value;
        return problem;
    }

    /// <summary>Answers with a problem, unless an answer has begun already.</summary>
    public static async Task WriteAsync(HttpContext context, string code, string detail, IReadOnlyDictionary<string, object?>? more = null)
    {
        if (context.Response.HasStarted) return;
        var problem = Create(code, detail, context.Request.Path, more);
        context.Response.Clear();
        context.Response.StatusCode = problem.Status!.Value;
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        if (code is ProblemCodes.Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (problem.Status is 503 or 429) context.Response.Headers.RetryAfter = "1";
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Options), context.RequestAborted);
    }
}
