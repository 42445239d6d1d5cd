using Fresnel.Service.Api.Contracts;
using Fresnel.Service.Api.Problems;
using Fresnel.Service.Api.Security;
using Fresnel.Service.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fresnel.Service.Api.Endpoints;

/// <summary>The page's session.</summary>
public static class SessionEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        var node = api.MapGroup("").WithTags("node");
        node.MapPost("/session", Open).WithName("openSession").WithSummary("Exchanges the token for a cookie, for the page.");
        node.MapDelete("/session", Close).WithName("closeSession").WithSummary("Forgets the cookie.");
    }

    private static NoContent Open(HttpContext context, OpenSession session, ApiOptions options)
    {
        if (options.Token is null) return TypedResults.NoContent();
        if (!AccessGate.Same(session.Token, options.Token)) throw new ApiProblemException(ProblemCodes.Unauthorized, "This is not the node's token.");
        context.Response.Cookies.Append(AccessGate.Cookie, AccessGate.SessionOf(options.Token), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/",
            MaxAge = TimeSpan.FromDays(30),
        });
        return TypedResults.NoContent();
    }

    private static NoContent Close(HttpContext context)
    {
        context.Response.Cookies.Delete(AccessGate.Cookie, new CookieOptions { Path = "/" });
        return TypedResults.NoContent();
    }
}
