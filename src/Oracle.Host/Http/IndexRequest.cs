using System.Text.Json;

namespace Oracle.Host.Http;

/// <summary>The body of <c>POST /api/index</c>.</summary>
internal static class IndexRequest
{
    public static async Task<(IReadOnlyList<string> Paths, bool DeleteMissing)> ReadAsync(HttpRequest request)
    {
        var body = await ParseAsync(request);
        if (body.Paths is not { Count: > 0 } paths)
            throw new BadParameterException("paths: is missing or empty");
        foreach (var path in paths)
        {
            if (path?.Contains('\uFFFE', StringComparison.Ordinal) == true)
                throw new BadParameterException("paths: one holds U+FFFE, which is no character");
            if (path is null || !Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
                throw new BadParameterException($"paths: '{path}' is not an absolute path");
        }

        if (!paths.Any(Path.Exists))
            throw new BadParameterException($"paths: '{paths[0]}' does not exist");

        return ([.. paths.Select(path => Path.GetFullPath(path!))], body.DeleteMissing);
    }

    private static async Task<Body> ParseAsync(HttpRequest request)
    {
        using var json = await JsonBody.ReadAsync(request);
        try
        {
            return json.Deserialize<Body>(Json.Options) ?? throw new BadParameterException("The body is null.");
        }
        catch (JsonException e)
        {
            throw new BadParameterException($"The body is not as expected, {{paths:[text], deleteMissing?:true|false}}: {e.Message}");
        }
    }

    private sealed record Body(IReadOnlyList<string?>? Paths, bool DeleteMissing);
}
