using System.Text.Json;

namespace Oracle.Host.Http;

/// <summary>The body of <c>POST /api/sync/retry</c>.</summary>
internal static class RetryRequest
{
    private const string Wanted = "give either ids:[text] or all:true";

    /// <summary>The ids to try again, each once; null: all.</summary>
    /// <exception cref="BadParameterException">Says which field is wrong.</exception>
    public static async Task<IReadOnlyCollection<string>?> ReadAsync(HttpRequest request)
    {
        using var body = await JsonBody.ReadAsync(request);
        if (body.RootElement.ValueKind != JsonValueKind.Object)
            throw new BadParameterException($"The body is not an object: {Wanted}.");
        return Read(body.RootElement) switch
        {
            (true, null) => null,
            (false, { } ids) => ids,
            (true, _) => throw new BadParameterException($"all: is given together with ids; {Wanted}"),
            _ => throw new BadParameterException($"ids: is missing; {Wanted}"),
        };
    }

    private static (bool All, HashSet<string>? Ids) Read(JsonElement body)
    {
        try
        {
            return (ReadAll(body), ReadIds(body));
        }
        catch (InvalidOperationException)
        {
            // Looking a field up unescapes the names of all.
            throw new BadParameterException("A field's name is not valid Unicode (a lone surrogate).");
        }
    }

    private static bool ReadAll(JsonElement body) =>
        body.TryGetProperty("all", out var all) && all.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw new BadParameterException("all: is neither true nor false"),
        };

    private static HashSet<string>? ReadIds(JsonElement body)
    {
        if (!body.TryGetProperty("ids", out var ids) || ids.ValueKind == JsonValueKind.Null)
            return null;
        if (ids.ValueKind != JsonValueKind.Array)
            throw new BadParameterException("ids: is not an array of texts");
        return [.. ids.EnumerateArray().Select((id, i) => Text(id) ?? throw new BadParameterException($"ids[{i}]: is not a text of valid Unicode"))];
    }

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate.
            return null;
        }
    }
}
