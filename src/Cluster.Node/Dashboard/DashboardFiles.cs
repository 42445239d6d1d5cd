using System.Security.Cryptography;
using Fresnel.Cluster.Node.Api.Security;

namespace Fresnel.Cluster.Node.Dashboard;

/// <summary>The page: a few files inside the program, so that it works without a folder, a build step or a network.</summary>
internal static class DashboardFiles
{
    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    /// <summary>Maps <c>/</c> and <c>/assets/…</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var resource in typeof(DashboardFiles).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("page/", StringComparison.Ordinal)))
        {
            var file = Load(resource);
            var path = file.Name == "index.html" ? "/" : $"/assets/{file.Name}";
            routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], context => SendAsync(context, file)).ExcludeFromDescription();
            if (file.Name == "icon.svg") routes.MapGet("/favicon.ico", context => SendAsync(context, file)).ExcludeFromDescription();
        }
    }

    private static PageFile Load(string resource)
    {
        using var stream = typeof(DashboardFiles).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var name = resource["page/".Length..];
        return new PageFile(name, MediaTypes[Path.GetExtension(name)], bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
    }

    private static async Task SendAsync(HttpContext context, PageFile file)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ResponseHeaders.PagePolicy;
        headers.ETag = file.Tag;
        headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.ToString() == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = file.MediaType;
        context.Response.ContentLength = file.Bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted);
    }

    private sealed record PageFile(string Name, string MediaType, byte[] Bytes, string Tag);
}
