using System.Text.Json;

namespace Oracle.Application;

/// <summary>Concepts that came as one text, as clients of Oracle V2 and some assistants send them: with commas between, or as a JSON array.</summary>
public static class ConceptList
{
    /// <summary>The concepts, without blanks around them.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FromJson(text) ?? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    private static IReadOnlyList<string>? FromJson(string text)
    {
        try
        {
            return text.AsSpan().TrimStart().StartsWith("[") ? JsonSerializer.Deserialize<List<string>>(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
