using System.Text.Json;
using Oracle.Application;

namespace Oracle.Host.Http;

/// <summary>Reads the fields of a JSON body and names the one that is wrong; unknown ones are passed over.</summary>
internal sealed class BodyReader
{
    private readonly JsonElement _body;

    /// <param name="body">The body.</param>
    /// <param name="wanted">How it should look, for whoever sent something else.</param>
    /// <exception cref="BadParameterException">It is no object.</exception>
    public BodyReader(JsonElement body, string wanted)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw new BadParameterException($"The body is not an object: {wanted}.");
        _body = body;
    }

    /// <summary>A text; null where it is absent or null.</summary>
    public string? Text(string name) => Field(name) is not { } field ? null
        : field.ValueKind == JsonValueKind.String ? Decoded(name, field)
        : throw new BadParameterException($"{name}: is not a text");

    /// <summary>A list of texts, or one text with commas, as Oracle V2's clients send it; null where it is absent or null.</summary>
    public IReadOnlyList<string>? Texts(string name) => Field(name) is not { } field ? null : field.ValueKind switch
    {
        JsonValueKind.String => ConceptList.Of(Decoded(name, field)),
        JsonValueKind.Array => [.. field.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.String
            ? Decoded($"{name}[{i}]", item)
            : throw new BadParameterException($"{name}[{i}]: is not a text"))],
        _ => throw new BadParameterException($"{name}: is neither a list of texts nor one text with commas"),
    };

    private JsonElement? Field(string name)
    {
        try
        {
            return _body.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;
        }
        catch (InvalidOperationException)
        {
            // Looking a field up unescapes the names of all.
            throw new BadParameterException("A field's name is not valid Unicode (a lone surrogate).");
        }
    }

    private static string Decoded(string name, JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new BadParameterException($"{name}: is not valid Unicode (a lone surrogate or bytes that are not UTF-8)");
        }
    }
}
