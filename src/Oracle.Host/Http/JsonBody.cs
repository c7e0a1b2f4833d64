using System.Text.Json;

namespace Oracle.Host.Http;

/// <summary>A request's body as JSON, or an error that says why it is none.</summary>
internal static class JsonBody
{
    /// <exception cref="BadHttpRequestException">It is of another type (415), or no JSON (400).</exception>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException("Content-Type: expected application/json.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            return await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"The body is not JSON: {e.Message}", e);
        }
    }
}
