namespace Fresnel.Service.Api.Security;

/// <summary>Headers that every answer carries.</summary>
public static class ResponseHeaders
{
    /// <summary>What the page may do: nothing but what came from this node.</summary>
    public const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>What everything else may do: nothing.</summary>
    public const string DataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

    /// <summary>Sets the headers before the answer is made.</summary>
    public static Task SetAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = DataPolicy;
        if (!context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal)) headers.CacheControl = "no-store";
        return next(context);
    }
}
