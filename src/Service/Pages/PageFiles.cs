using System.Reflection;
using System.Security.Cryptography;
using Fresnel.Service.Api.Security;

namespace Fresnel.Service.Pages;

/// <summary>Pages: a few files inside the program, so that they work without a folder, a build step or a network.</summary>
public static class PageFiles
{
    private static readonly Dictionary<string, string> MediaTypes = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    /// <summary>Maps <c>/</c>, other pages by their names, and <c>/assets/…</c>: what this room has for every process, and what the process adds.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="more">The assembly with the process's own files, as resources named <c>page/…</c>; null for none.</param>
    public static void Map(IEndpointRouteBuilder routes, Assembly? more = null)
    {
        foreach (var file in Files(typeof(PageFiles).Assembly).Concat(more is null ? [] : Files(more)))
        {
            var path = file.Name == "index.html" ? "/" : file.Name.EndsWith(".html", StringComparison.Ordinal) ? $"/{file.Name[..^5]}" : $"/assets/{file.Name}";
            routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], context => SendAsync(context, file)).ExcludeFromDescription();
            if (file.Name == "icon.svg") routes.MapGet("/favicon.ico", context => SendAsync(context, file)).ExcludeFromDescription();
        }
    }

    private static IEnumerable<PageFile> Files(Assembly assembly) =>
        assembly.GetManifestResourceNames().Where(n => n.StartsWith("page/", StringComparison.Ordinal)).Select(n => Load(assembly, n));

    private static PageFile Load(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
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
