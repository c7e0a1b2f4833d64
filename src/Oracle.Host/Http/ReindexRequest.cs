using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Oracle.Host.Http;

/// <summary>The body of <c>POST /api/reindex</c>; none is like an empty object.</summary>
internal static class ReindexRequest
{
    private const int MaxModel = 512;

    /// <exception cref="BadParameterException">Says which field is wrong.</exception>
    public static async Task<(string? Model, bool DryRun)> ReadAsync(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return (null, false);
        using var body = await JsonBody.ReadAsync(request);
        if (body.RootElement.ValueKind != JsonValueKind.Object)
            throw new BadParameterException("The body is not an object: {model?: text, dryRun?: true|false}.");
        try
        {
            return (ReadModel(body.RootElement), ReadDryRun(body.RootElement));
        }
        catch (InvalidOperationException)
        {
            // Looking a field up unescapes the names of all.
            throw new BadParameterException("A field's name or model is not valid Unicode (a lone surrogate).");
        }
    }

    private static string? ReadModel(JsonElement body)
    {
        if (!body.TryGetProperty("model", out var model) || model.ValueKind == JsonValueKind.Null)
            return null;
        if (model.ValueKind != JsonValueKind.String)
            throw new BadParameterException("model: is not a text");
        return model.GetString() switch
        {
            { Length: 0 } => throw new BadParameterException("model: is empty"),
            { Length: > MaxModel } => throw new BadParameterException($"model: is longer than {MaxModel} characters"),
            var name => name,
        };
    }

    private static bool ReadDryRun(JsonElement body) =>
        body.TryGetProperty("dryRun", out var dryRun) && dryRun.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw new BadParameterException("dryRun: is neither true nor false"),
        };
}
