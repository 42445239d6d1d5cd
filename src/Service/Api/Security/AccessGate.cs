using System.Net;
using System.Security.Cryptography;
using System.Text;
using Fresnel.Service.Api.Problems;
using Fresnel.Service.Configuration;

namespace Fresnel.Service.Api.Security;

/// <summary>
/// Who may ask: the Host header must name this node (against DNS rebinding), a browser's page must be of the same origin
/// or a listed one, and where a token is set it must be presented (page and liveness excepted).
/// </summary>
public sealed class AccessGate(RequestDelegate next, ApiOptions options, ILogger<AccessGate> log)
{
    /// <summary>The cookie that a page gets for its token.</summary>
    public const string Cookie = "fresnel-session";

    private readonly HashSet<string> hosts = new(options.AllowedHosts, StringComparer.OrdinalIgnoreCase);
    private readonly string? advertised = options.Advertise is { } own ? new Uri(own).Host : null;
    private readonly HashSet<string> origins = new(options.AllowedOrigins, StringComparer.OrdinalIgnoreCase);
    private readonly byte[]? bearer = options.Token is null ? null : Hash(options.Token);
    private readonly byte[]? session = options.Token is null ? null : Hash(SessionOf(options.Token));

    /// <summary>What the cookie holds for a token.</summary>
    public static string SessionOf(string token) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "fresnel session 1"u8));

    /// <summary>Whether two tokens are the same, in a time that does not tell where they differ.</summary>
    public static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Hash(a), Hash(b));

    /// <summary>Lets the request through, or answers it.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HostAllowed(request.Host))
        {
            await ProblemAnswer.WriteAsync(context, ProblemCodes.HostRefused, $"The Host header '{Messages.EntityId.Printable(request.Host.Value)}' does not name this node (Api:AllowedHosts).");
            return;
        }

        var origin = request.Headers.Origin.ToString();
        if (!OriginAllowed(request, origin))
        {
            log.OriginRefused(Messages.EntityId.Printable(origin), Messages.EntityId.Printable(request.Path));
            await ProblemAnswer.WriteAsync(context, ProblemCodes.OriginRefused, $"Pages of origin '{Messages.EntityId.Printable(origin)}' may not use this node (Api:AllowedOrigins).");
            return;
        }

        if (origins.Contains(origin)) Allow(context, origin);
        if (HttpMethods.IsOptions(request.Method) && origins.Contains(origin))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (bearer is not null && NeedsToken(request.Path) && !Presented(request))
        {
            await ProblemAnswer.WriteAsync(context, ProblemCodes.Unauthorized, "Present the node's token: Authorization: Bearer TOKEN.");
            return;
        }

        await next(context);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static bool NeedsToken(PathString path) =>
        (path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !path.StartsWithSegments("/api/v1/session", StringComparison.OrdinalIgnoreCase))
        || path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);

    private static void Allow(HttpContext context, string origin)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Vary = "Origin";
        headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, If-Match, Idempotency-Key, Last-Event-ID, Range";
        headers.AccessControlExposeHeaders = "ETag, X-Observation";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }

    private bool HostAllowed(HostString host)
    {
        if (!host.HasValue) return false;
        var name = host.Host.TrimEnd('.');
        if (hosts.Contains(name) || name.Equals(advertised, StringComparison.OrdinalIgnoreCase) || name.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return true;
        if (!IPAddress.TryParse(name.Trim('[', ']'), out var address)) return false;
        return IPAddress.IsLoopback(address) || bearer is not null;
    }

    private bool OriginAllowed(HttpRequest request, string origin)
    {
        if (origin.Length > 0)
        {
            return origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase) || origins.Contains(origin);
        }

        // Browsers leave Origin out of plain GETs, and say here where they come from; opening the page itself is no use of the API.
        return request.Headers["Sec-Fetch-Site"].ToString() is not ("cross-site" or "same-site") || !NeedsToken(request.Path);
    }

    private bool Presented(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return CryptographicOperations.FixedTimeEquals(Hash(header["Bearer ".Length..].Trim()), bearer);
        return request.Cookies.TryGetValue(Cookie, out var value) && CryptographicOperations.FixedTimeEquals(Hash(value), session);
    }
}
