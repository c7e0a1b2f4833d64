using Microsoft.AspNetCore.Http.Features;

namespace Oracle.Host.Http;

/// <summary>An id at the end of a path. The server decodes a path, but leaves %2F alone; only the raw target says what was meant.</summary>
internal static class IdInPath
{
    /// <summary>What stands behind <paramref name="path"/>, decoded once.</summary>
    public static string Of(HttpContext context, string path)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        // The same under /api/v1.
        var last = path[path.LastIndexOf('/')..] + "/";
        var start = target.IndexOf(last, StringComparison.OrdinalIgnoreCase);
        return start < 0
            ? context.Request.Path.Value![(path.Length + 1)..]
            : Uri.UnescapeDataString(target[(start + last.Length)..].Split('?')[0]);
    }
}
