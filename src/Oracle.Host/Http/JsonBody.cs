using System.Buffers;
using System.Text.Json;
using Oracle.Host.Http.Guarding;

namespace Oracle.Host.Http;

/// <summary>A request's body as JSON, or an error that says why it is none.</summary>
internal static class JsonBody
{
    // So many bytes of memory are held for it meanwhile.
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(5);

    /// <exception cref="BadHttpRequestException">It is no JSON (400), or takes too long (408).</exception>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request) => Parse(await BytesAsync(request));

    /// <summary>As <see cref="ReadAsync"/>; null where the body is empty.</summary>
    public static async Task<JsonDocument?> ReadIfAnyAsync(HttpRequest request) =>
        await BytesAsync(request) is { Length: > 0 } body ? Parse(body) : null;

    private static JsonDocument Parse(byte[] body)
    {
        try
        {
            // Some programs begin a text with a byte order mark.
            return JsonDocument.Parse(body.AsMemory(body.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"The body is not JSON: {e.Message}", e);
        }
    }

    private static async Task<byte[]> BytesAsync(HttpRequest request)
    {
        var share = request.HttpContext.RequestServices.GetRequiredService<BodyMemory>().Of(request.HttpContext);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
        limit.CancelAfter(Within);
        try
        {
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(limit.Token);
                share.Hold(read.Buffer.Length);
                if (read.IsCompleted)
                {
                    var body = read.Buffer.ToArray();
                    request.BodyReader.AdvanceTo(read.Buffer.End);
                    return body;
                }

                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (OperationCanceledException e) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException($"The body did not end within {Within.TotalMinutes} minutes.", StatusCodes.Status408RequestTimeout, e);
        }
    }
}
