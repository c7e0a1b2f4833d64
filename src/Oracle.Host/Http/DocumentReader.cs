using System.Text.Json;
using Oracle.Documents;

namespace Oracle.Host.Http;

/// <summary>A JSON value as a draft, or what is wrong with it. Never both.</summary>
internal sealed record ReadDraft(DocumentDraft? Draft, string? Id, string? Error)
{
    public static ReadDraft Wrong(string error, string? id = null) => new(null, id, error);
}

/// <summary>Reads documents from JSON. Names the field that is wrong; unknown fields are passed over.</summary>
internal static class DocumentReader
{
    public static ReadDraft Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return ReadDraft.Wrong($"expected an object, got {Name(element.ValueKind)}");
        string? id = null;
        try
        {
            id = Text(element, "id");
            var draft = new DocumentDraft(
                id ?? throw new WrongFieldException("id: is missing"),
                Text(element, "content") ?? throw new WrongFieldException("content: is missing"),
                Text(element, "type") ?? DocumentDraft.DefaultType,
                Text(element, "source_file") ?? "",
                Concepts(element),
                Text(element, "project"),
                Text(element, "created_by"));
            return DocumentRules.Problem(draft) is { } problem ? ReadDraft.Wrong(problem, id) : new ReadDraft(draft, id, null);
        }
        catch (WrongFieldException e)
        {
            return ReadDraft.Wrong(e.Message, id);
        }
        catch (InvalidOperationException)
        {
            // Looking a field up unescapes the names of all.
            return ReadDraft.Wrong("a field's name is not valid Unicode (a lone surrogate)", id);
        }
    }

    private static List<string> Concepts(JsonElement element)
    {
        if (!element.TryGetProperty("concepts", out var concepts) || concepts.ValueKind == JsonValueKind.Null)
            return [];
        // Oracle V2's clients send a list or one string with commas.
        if (concepts.ValueKind == JsonValueKind.String)
            return [.. Decode("concepts", concepts).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (concepts.ValueKind != JsonValueKind.Array)
            throw new WrongFieldException($"concepts: expected an array of strings, got {Name(concepts.ValueKind)}");
        return [.. concepts.EnumerateArray().Select((concept, i) => concept.ValueKind == JsonValueKind.String
            ? Decode($"concepts[{i}]", concept)
            : throw new WrongFieldException($"concepts[{i}]: expected a string, got {Name(concept.ValueKind)}"))];
    }

    private static string? Text(JsonElement element, string field) =>
        !element.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? Decode(field, value)
        : throw new WrongFieldException($"{field}: expected a string, got {Name(value.ValueKind)}");

    private static string Decode(string field, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new WrongFieldException($"{field}: is not valid Unicode (a lone surrogate or bytes that are not UTF-8)");
        }
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    private sealed class WrongFieldException(string message) : Exception(message);
}
