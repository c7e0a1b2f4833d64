using System.Text.Json;
using Oracle.Documents;

namespace Oracle.Application.Storing;

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
                List(element, "concepts") ?? [],
                Text(element, "project"),
                Text(element, "created_by"))
            {
                Labels = new Labels(
                    Text(element, "title"), List(element, "aliases"), List(element, "tags"), Text(element, "heading_path"),
                    Text(element, "section_id"), Text(element, "passage")),
            };
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

    private static List<string>? List(JsonElement element, string field)
    {
        if (!element.TryGetProperty(field, out var values) || values.ValueKind == JsonValueKind.Null)
            return null;
        // Oracle V2's clients send a list or one string with commas.
        if (values.ValueKind == JsonValueKind.String)
            return [.. Decode(field, values).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (values.ValueKind != JsonValueKind.Array)
            throw new WrongFieldException($"{field}: expected an array of strings, got {Name(values.ValueKind)}");
        return [.. values.EnumerateArray().Select((value, i) => value.ValueKind == JsonValueKind.String
            ? Decode($"{field}[{i}]", value)
            : throw new WrongFieldException($"{field}[{i}]: expected a string, got {Name(value.ValueKind)}"))];
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
