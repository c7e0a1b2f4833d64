using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Oracle.Vaults.Reading;

namespace Oracle.Vaults.OracleV2;

/// <summary>
/// A note as <c>learn</c> writes it: the file name, the header and the text are Oracle V2's, so that its tools read it. Two things are
/// better than there: a slug keeps the letters of every script, and a title or source that is no plain YAML stands in quotes.
/// </summary>
/// <param name="Pattern">What was learned; its first line is the title.</param>
/// <param name="Source">Where from; null: from Oracle itself.</param>
/// <param name="Concepts">What it is about.</param>
/// <param name="Project">The project it belongs to, or null.</param>
/// <param name="Day">When, UTC.</param>
public sealed record LearnedNote(string Pattern, string? Source, IReadOnlyList<string> Concepts, string? Project, DateOnly Day)
{
    /// <summary>Where such notes lie, relative to their root.</summary>
    public const string Folder = "ψ/memory/learnings";

    private const string NoSource = "Oracle Learn";
    private const string NoSlug = "learning";
    private const int SlugLength = 50;
    private const int TitleLength = 80;

    /// <summary>The title: the first line that is not blank, at most 80 characters of it.</summary>
    public string Title => Cut(Line(Pattern.Split('\n').FirstOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? ""), TitleLength).Trim();

    /// <summary>The name without extension, <c>2026-01-17_permissions</c>; of the second such note of a day with <c>-2</c> behind it, and so on.</summary>
    /// <param name="number">1 for the first.</param>
    public string Name(int number = 1) => $"{Date}_{Slug(Pattern)}{(number > 1 ? $"-{number}" : "")}";

    /// <summary>The id of the note of this name, which <see cref="VaultReader"/> gives it as well.</summary>
    public static string IdOf(string name) => $"learning_{name}";

    /// <summary>The name of the note in this file, as <see cref="Folder"/> and <see cref="Name"/> make it; null where it is none.</summary>
    public static string? NameIn(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.StartsWith(Folder + "/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal) ? file[(Folder.Length + 1)..^3] : null;
    }

    /// <summary>The whole file.</summary>
    public string Text()
    {
        var text = new StringBuilder("---\n")
            .Append("title: ").Append(Plain(Title)).Append('\n')
            .Append("tags: [").AppendJoin(", ", Concepts.Select(concept => Line(concept).Replace(',', ' ').Replace('[', '(').Replace(']', ')').Trim()).Where(concept => concept.Length > 0)).Append("]\n")
            .Append("created: ").Append(Date).Append('\n')
            .Append("source: ").Append(Plain(Line(Source ?? "") is { Length: > 0 } source ? source : NoSource)).Append('\n');
        if (Project is not null)
            text.Append("project: ").Append(Plain(Line(Project))).Append('\n');
        return text.Append("---\n\n# ").Append(Title).Append("\n\n").Append(Pattern.Trim()).Append("\n\n---\n*Added via Oracle Learn*\n").ToString();
    }

    /// <summary>The first 50 characters in lower case, without what is neither a letter nor a digit of any script, with hyphens for blanks.</summary>
    internal static string Slug(string pattern)
    {
        var slug = new StringBuilder();
        foreach (var rune in Cut(Nfc.Of(pattern.Trim()), SlugLength).ToLowerInvariant().EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
                slug.Append(rune);
            else if ((Rune.IsWhiteSpace(rune) || rune.Value == '-') && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        return slug.ToString().Trim('-') is { Length: > 0 } kept ? Nfc.Of(kept) : NoSlug;
    }

    private string Date => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Not within what a reader sees as one character.
    private static string Cut(string text, int length)
    {
        var end = 0;
        while (end < text.Length && end + StringInfo.GetNextTextElementLength(text, end) is var next && next <= length)
            end = next;
        return text[..end];
    }

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Trim();

    // A plain scalar of YAML 1.2 (chapter 7.3.3) where it is surely one, else in double quotes as JSON writes them, which YAML reads too.
    private static string Plain(string value) =>
        value.Length > 0 && (char.IsLetterOrDigit(value[0]) || value[0] is '/' or '.') && !value.Contains(": ", StringComparison.Ordinal) && !value.Contains(" #", StringComparison.Ordinal)
        && value[^1] != ':' && !value.Any(char.IsControl)
            ? value
            : JsonSerializer.Serialize(value, Quoting);

    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
