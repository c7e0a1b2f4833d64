using System.Globalization;
using System.Text.Json;
using Oracle.Application;

namespace Oracle.Host.Mcp;

/// <summary>Reads what a tool is called with, and names the argument that is wrong. Unknown ones are passed over.</summary>
internal sealed class ToolArguments(IEnumerable<KeyValuePair<string, JsonElement>>? given)
{
    private readonly Dictionary<string, JsonElement> _given = (given ?? []).ToDictionary(argument => argument.Key, argument => argument.Value, StringComparer.Ordinal);

    /// <summary>A text that has to be there.</summary>
    public string Required(string name) => Text(name) is { } text ? text : throw RequestFailedException.BadInput($"{name}: is missing");

    /// <summary>A text; null where it is absent or null.</summary>
    public string? Text(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? Decoded(name, value)
        : throw RequestFailedException.BadInput($"{name}: is not a text");

    /// <summary>A list of texts, or one text with commas; null where it is absent or null.</summary>
    public IReadOnlyList<string>? Texts(string name) => Find(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.String => ConceptList.Of(Decoded(name, value)),
        JsonValueKind.Array => [.. value.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.String
            ? Decoded($"{name}[{i}]", item)
            : throw RequestFailedException.BadInput($"{name}[{i}]: is not a text"))],
        _ => throw RequestFailedException.BadInput($"{name}: is not a list of texts"),
    };

    /// <summary>A whole number, also one that is written as text.</summary>
    public int? Number(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number == Math.Floor(number) ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
        : value.ValueKind == JsonValueKind.String && int.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var written) ? written
        : throw RequestFailedException.BadInput($"{name}: is not a whole number");

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool otherwise = false) => Find(name) is not { } value ? otherwise : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw RequestFailedException.BadInput($"{name}: is neither true nor false"),
    };

    /// <summary>One of these words; the first where it is absent.</summary>
    public string Choice(string name, params ReadOnlySpan<string> words)
    {
        if (Text(name) is not { } text)
            return words[0];
        return words.Contains(text) ? text : throw RequestFailedException.BadInput($"{name}: is '{text}', allowed are {string.Join(", ", words.ToArray())}");
    }

    private JsonElement? Find(string name) => _given.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    private static string Decoded(string name, JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw RequestFailedException.BadInput($"{name}: is not valid Unicode (a lone surrogate)");
        }
    }
}
