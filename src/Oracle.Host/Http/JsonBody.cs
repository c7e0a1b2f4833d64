using System.Text.Json;

namespace Oracle.Host.Http;

/// <summary>A request's body as JSON, or an error that says why it is none.</summary>
internal static class JsonBody
{
    /// <summary>Whatever changes something is asked for in JSON, for no page of another site can send that without being asked whether it may.</summary>
    /// <exception cref="BadHttpRequestException">It is of another type (415).</exception>
    public static void Require(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException("Content-Type: expected application/json.", StatusCodes.Status415UnsupportedMediaType);
    }

    /// <exception cref="BadHttpRequestException">It is of another type (415), or no JSON (400).</exception>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request)
    {
        Require(request);
        try
        {
            return await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"The body is not JSON: {e.Message}", e);
        }
    }

    /// <summary>As <see cref="ReadAsync"/>; null where the body is empty.</summary>
    public static async Task<JsonDocument?> ReadIfAnyAsync(HttpRequest request)
    {
        Require(request);
        return await IsEmptyAsync(request) ? null : await ReadAsync(request);
    }

    private static async Task<bool> IsEmptyAsync(HttpRequest request)
    {
        if (request.ContentLength is { } length)
            return length == 0;
        // Sent in chunks: whether it is empty is known when it has been read. Nothing is taken from it.
        var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
        request.BodyReader.AdvanceTo(read.Buffer.Start);
        return read is { IsCompleted: true, Buffer.IsEmpty: true };
    }
}
