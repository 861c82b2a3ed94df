using System.Net.Mime;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace ClassifierService;

/// <summary>The page's files, which the program carries, and what every answer tells browsers.</summary>
internal static class Pages
{
    private static readonly (string Path, string File, string Type)[] s_files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/pad.js", "pad.js", "text/javascript; charset=utf-8"),
        ("/answers.js", "answers.js", "text/javascript; charset=utf-8"),
        ("/digits.json", "digits.json", MediaTypeNames.Application.Json),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    // Nothing but what this service itself sends is run, shown or asked, and nobody puts the page into one of his own.
    private static readonly (string Name, StringValues Value)[] s_headers =
    [
        ("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ];

    /// <summary>Puts the headers on every answer.</summary>
    public static Task Protect(HttpContext context, RequestDelegate next)
    {
        foreach ((string name, StringValues value) in s_headers)
            context.Response.Headers[name] = value;
        return next(context);
    }

    /// <summary>Maps each file to its path; a browser that has it asks whether it is still the same.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach ((string path, string file, string type) in s_files)
        {
            byte[] content = Content(file);
            var tag = new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content)[..8])}\"");
            routes.MapGet(path, (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "no-cache";
                return Results.Bytes(content, type, entityTag: tag);
            });
        }
    }

    private static byte[] Content(string file)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"the program does not carry {file}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
