using System.Globalization;
using System.Text;

namespace Oracle.Documents;

/// <summary>What an acceptable document is (contract, section 5). Pure; names the field that is wrong.</summary>
public static class DocumentRules
{
    /// <summary>The longest id, in bytes of UTF-8.</summary>
    public const int MaxIdBytes = 512;

    /// <summary>The longest content, in bytes of UTF-8: 8 MiB.</summary>
    public const int MaxContentBytes = 8 * 1024 * 1024;

    /// <summary>The longest of the short fields (type, source_file, project, created_by, title, heading_path, one concept, alias or tag), in bytes.</summary>
    public const int MaxFieldBytes = 4096;

    /// <summary>The most concepts of one document, and the most aliases and tags.</summary>
    public const int MaxConcepts = 256;

    /// <summary>Throws when bytes would be lost: a lone surrogate has no UTF-8.</summary>
    internal static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Says what is wrong with a draft, or null when it may be stored.</summary>
    public static string? Problem(DocumentDraft draft) =>
        IdProblem(draft.Id)
        ?? ContentProblem(draft.Content)
        ?? FieldProblem("type", draft.Type, required: true)
        ?? FieldProblem("source_file", draft.SourceFile)
        ?? FieldProblem("project", draft.Project)
        ?? FieldProblem("created_by", draft.CreatedBy)
        ?? ListProblem("concepts", draft.Concepts)
        ?? FieldProblem("title", draft.Labels.Title)
        ?? ListProblem("aliases", draft.Labels.Aliases)
        ?? ListProblem("tags", draft.Labels.Tags)
        ?? FieldProblem("heading_path", draft.Labels.HeadingPath)
        ?? PassageProblem(draft.Labels);

    /// <summary>Says what is wrong with an id, or null when it is legal.</summary>
    public static string? IdProblem(string? id)
    {
        if (string.IsNullOrEmpty(id))
            return "id: is empty";
        if (Utf8Length(id) is not { } bytes)
            return "id: is not valid Unicode (a lone surrogate)";
        if (bytes > MaxIdBytes)
            return $"id: has {bytes} bytes of UTF-8, at most {MaxIdBytes} are allowed";
        if (HasControl(id))
            return "id: has a control character";
        return NfcProblem(id);
    }

    private static string? NfcProblem(string id)
    {
        try
        {
            return id.IsNormalized(NormalizationForm.FormC) ? null : "id: is not in Unicode normal form C (NFC)";
        }
        catch (ArgumentException)
        {
            // U+FFFE and its like: the platform will not judge them.
            return "id: has a code point that is no character";
        }
    }

    private static string? ContentProblem(string? content)
    {
        if (string.IsNullOrEmpty(content))
            return "content: is empty";
        if (content.Contains('\0', StringComparison.Ordinal))
            return "content: has a NUL character";
        return Utf8Length(content) switch
        {
            null => "content: is not valid Unicode (a lone surrogate)",
            > MaxContentBytes and var n => $"content: has {n} bytes of UTF-8, at most {MaxContentBytes} (8 MiB) are allowed",
            _ => null,
        };
    }

    private static string? ListProblem(string field, IReadOnlyList<string>? values) =>
        values is null ? null
        : values.Count > MaxConcepts ? $"{field}: has {values.Count} entries, at most {MaxConcepts} are allowed"
        : values.Select((value, i) => FieldProblem($"{field}[{i}]", value, required: true)).FirstOrDefault(problem => problem is not null);

    private static string? PassageProblem(Labels labels)
    {
        if (labels is { SectionId: null, Passage: null })
            return null;
        if (labels.SectionId is null)
            return "section_id: is missing, and there is a passage";
        if (labels.Passage is null)
            return "passage: is missing, and there is a section_id";
        if (IdProblem(labels.SectionId) is { } problem)
            return $"section_{problem}";
        return labels.Passage.Split('/') is [var which, var many]
            && int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && int.TryParse(many, NumberStyles.None, CultureInfo.InvariantCulture, out var m)
            && n >= 1 && n <= m
            ? null
            : "passage: expected which of how many, such as 2/5";
    }

    private static string? FieldProblem(string field, string? value, bool required = false)
    {
        if (string.IsNullOrEmpty(value))
            return required ? $"{field}: is empty" : null;
        if (value.Contains('\0', StringComparison.Ordinal))
            return $"{field}: has a NUL character";
        return Utf8Length(value) switch
        {
            null => $"{field}: is not valid Unicode (a lone surrogate)",
            > MaxFieldBytes and var n => $"{field}: has {n} bytes of UTF-8, at most {MaxFieldBytes} are allowed",
            _ => null,
        };
    }

    private static bool HasControl(string text) =>
        text.EnumerateRunes().Any(r => Rune.GetUnicodeCategory(r) == UnicodeCategory.Control);

    private static long? Utf8Length(string text)
    {
        try
        {
            return StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }
}
