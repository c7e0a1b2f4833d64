using System.Text.Json;

namespace Oracle.Host.Http;

/// <summary>The body of <c>POST /api/roots/move</c> and <c>/confirm</c>.</summary>
internal static class RootRequest
{
    /// <summary>The root's name, and the absolute path where one is wanted.</summary>
    /// <exception cref="BadParameterException">Says which field is wrong.</exception>
    public static async Task<(string Name, string? Path)> ReadAsync(HttpRequest request, bool needsPath)
    {
        using var json = await JsonBody.ReadAsync(request);
        Body body;
        try
        {
            body = json.Deserialize<Body>(Json.Options) ?? throw new BadParameterException("The body is null.");
        }
        catch (JsonException e)
        {
            throw new BadParameterException($"The body is not as expected, {{name:text{(needsPath ? ", path:text" : "")}}}: {e.Message}");
        }

        if (string.IsNullOrEmpty(body.Name))
            throw new BadParameterException("name: is missing or empty");
        if (needsPath && (body.Path is null || !Path.IsPathFullyQualified(body.Path) || body.Path.Contains('\0', StringComparison.Ordinal)))
            throw new BadParameterException($"path: '{body.Path}' is not an absolute path");
        return (body.Name, body.Path is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(body.Path)));
    }

    private sealed record Body(string? Name, string? Path);
}
