using System.Text.Json;
using Oracle.Api;

namespace Oracle.Host.Http;

/// <summary>The body of <c>POST /api/roots/move</c> and <c>/confirm</c>.</summary>
internal static class RootRequest
{
    /// <summary>The root's name, and the path where one is wanted.</summary>
    /// <exception cref="BadParameterException">Says which field is wrong.</exception>
    public static async Task<(string Name, string? Path)> ReadAsync(HttpRequest request, bool needsPath)
    {
        using var json = await JsonBody.ReadAsync(request);
        Body body;
        try
        {
            body = json.Deserialize<Body>(ApiJson.Options) ?? throw new BadParameterException("The body is null.");
        }
        catch (JsonException e)
        {
            throw new BadParameterException($"The body is not as expected, {{name:text{(needsPath ? ", path:text" : "")}}}: {e.Message}");
        }

        if (string.IsNullOrEmpty(body.Name))
            throw new BadParameterException("name: is missing or empty");
        if (needsPath && body.Path is null)
            throw new BadParameterException("path: is missing");
        return (body.Name, body.Path);
    }

    private sealed record Body(string? Name = null, string? Path = null);
}
