using System.Globalization;
using System.Text;
using System.Text.Json;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Importing;

/// <summary>What stands in the columns of an Oracle V2 database, whichever program wrote it.</summary>
internal static class V2Values
{
    /// <summary>A time in Unix milliseconds, as a number or as text, or in the form of ISO 8601, which is UTC unless it says otherwise; null: it is none.</summary>
    public static DateTimeOffset? Time(object? value) => value switch
    {
        long ms => OfMs(ms),
        double ms when double.IsFinite(ms) && Math.Abs(ms) < long.MaxValue => OfMs((long)ms),
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms) => OfMs(ms),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) => time,
        _ => null,
    };

    /// <summary>
    /// Concepts, each once: a JSON array, else one JSON text or plain text with commas. A bracket is none: it comes from <c>tags: []</c>,
    /// which Oracle V2 reads wrong. No more of them than a document may have.
    /// </summary>
    public static IReadOnlyList<string> Concepts(string? column) =>
        [.. Listed(column).Select(concept => concept.Trim()).Where(IsOne).Distinct(StringComparer.Ordinal).Take(DocumentRules.MaxConcepts)];

    /// <summary>In lower case, as Oracle V2 has them since it compares them so; null where there is none.</summary>
    public static string? Project(string? column) => column?.Trim() is { Length: > 0 } project ? Nfc(project.ToLowerInvariant()) : null;

    /// <summary>With the title of the header that a learned note's text begins with. One that no document may have is none.</summary>
    public static DocumentDraft Titled(DocumentDraft draft) =>
        Vault.TitleOf(draft.Content) is { } title && draft with { Labels = draft.Labels with { Title = title } } is var titled && DocumentRules.Problem(titled) is null ? titled : draft;

    /// <summary>In Unicode's normal form C where that can be told, else as it is.</summary>
    public static string Nfc(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // A code point that is no character: the store says so.
            return text;
        }
    }

    private static bool IsOne(string concept) => concept is not ("" or "[" or "]" or "[]") && Encoding.UTF8.GetByteCount(concept) <= DocumentRules.MaxFieldBytes;

    private static IEnumerable<string> Listed(string? column)
    {
        if (string.IsNullOrWhiteSpace(column))
            return [];
        try
        {
            using var json = JsonDocument.Parse(column);
            return json.RootElement.ValueKind switch
            {
                JsonValueKind.Array => [.. json.RootElement.EnumerateArray().Select(Text).OfType<string>()],
                JsonValueKind.String => Text(json.RootElement)?.Split(',') ?? [],
                JsonValueKind.Number => [json.RootElement.GetRawText()],
                _ => [],
            };
        }
        catch (JsonException)
        {
            return column.Split(',');
        }
    }

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString(),
                JsonValueKind.Number => element.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate.
            return null;
        }
    }

    private static DateTimeOffset? OfMs(long ms) =>
        ms > DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && ms < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}
