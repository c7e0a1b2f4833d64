using System.Text.Json;
using Oracle.Api.Reindexing;

namespace Oracle.Host.Http;

/// <summary>The body of <c>POST /api/reindex</c>; none is like an empty object.</summary>
internal static class ReindexRequest
{
    /// <exception cref="BadParameterException">Says which field is wrong.</exception>
    public static async Task<ReindexOrder> ReadAsync(HttpRequest request)
    {
        using var body = await JsonBody.ReadIfAnyAsync(request);
        if (body is null)
            return new ReindexOrder();
        if (body.RootElement.ValueKind != JsonValueKind.Object)
            throw new BadParameterException("The body is not an object: {model?: text, dryRun?: true|false}.");
        try
        {
            return new ReindexOrder(ReadModel(body.RootElement), ReadDryRun(body.RootElement));
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
        return model.GetString();
    }

    private static bool ReadDryRun(JsonElement body) =>
        body.TryGetProperty("dryRun", out var dryRun) && dryRun.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw new BadParameterException("dryRun: is neither true nor false"),
        };
}
