using System.Globalization;
using System.Text;
using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Notes;

/// <summary>
/// Anchors of the headings of one file, as GitHub makes them: lower case, spaces become hyphens, and only letters,
/// marks, digits, '_' and '-' stay. Marks carry the vowels and tones of Thai and the voicing of Japanese.
/// </summary>
internal sealed class Slugs
{
    private const string Nameless = "section";
    private readonly Dictionary<string, int> _repeats = new(StringComparer.Ordinal);

    /// <summary>The second "Notes" is <c>notes-1</c>, the third <c>notes-2</c>, past any heading that is really named so.</summary>
    public string Next(string heading)
    {
        var wanted = Of(heading);
        var slug = wanted;
        while (!_repeats.TryAdd(slug, 0))
            slug = $"{wanted}-{++_repeats[wanted]}";
        return slug;
    }

    private static string Of(string heading)
    {
        var slug = new StringBuilder(heading.Length);
        foreach (var rune in heading.Trim().EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || rune.Value == '-')
                slug.Append('-');
            else if (IsKept(Rune.GetUnicodeCategory(rune)))
                slug.Append(Rune.ToLowerInvariant(rune));
        }

        return slug.Length == 0 ? Nameless : Nfc.Of(slug.ToString());
    }

    private static bool IsKept(UnicodeCategory category) => category
        is <= UnicodeCategory.OtherLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
        or UnicodeCategory.ConnectorPunctuation;
}
