using Microsoft.Net.Http.Headers;

namespace Oracle.Host.Http.Guarding;

/// <summary>What tells a browser that a page of an allowed site may ask, and read the answer (CORS).</summary>
internal static class CrossOrigin
{
    private const string Methods = "GET, HEAD, POST, PATCH, DELETE";
    private const string RequestHeaders = "Accept, Authorization, Content-Type, Last-Event-ID, Mcp-Protocol-Version, Mcp-Session-Id";
    private const string AnswerHeaders = "Mcp-Session-Id, Retry-After";
    private const string MaxAgeSeconds = "600";
    private const string AsksForPrivateNetwork = "Access-Control-Request-Private-Network";
    private const string AllowsPrivateNetwork = "Access-Control-Allow-Private-Network";

    /// <summary>Whether the browser asks, before a page's request, if it may send that.</summary>
    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);

    /// <summary>Lets a page of this site read the answer, whatever it will be: an error too.</summary>
    public static void LetRead(HttpResponse response, string origin) => response.OnStarting(() =>
    {
        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers.AccessControlExposeHeaders = AnswerHeaders;
        return Task.CompletedTask;
    });

    /// <summary>Tells caches between that the answer to one site is none for another.</summary>
    public static void VaryByOrigin(HttpResponse response) => response.OnStarting(() =>
    {
        response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        return Task.CompletedTask;
    });

    /// <summary>Answers a preflight of an allowed site.</summary>
    public static void Answer(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = RequestHeaders;
        headers.AccessControlMaxAge = MaxAgeSeconds;
        // Asked before a public site's page reaches a server of the local network.
        if (context.Request.Headers[AsksForPrivateNetwork] == "true")
            headers[AllowsPrivateNetwork] = "true";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
