using System.Globalization;
using System.Text;

namespace Oracle.Documents.Searching;

/// <summary>
/// Text as the keyword search compares it: what is equal for a reader is equal here, however it was typed. What is indexed
/// and what is asked are folded alike; a document's own text is never changed.
/// </summary>
/// <remarks>
/// Canonical and compatibility forms (NFKC, Unicode Standard Annex 15), width and case; accents on the letters A to Z, as
/// SQLite's <c>remove_diacritics 2</c> has it (https://www.sqlite.org/fts5.html, "Unicode61 Tokenizer"), and combining
/// accents that belong to no letter of their own, such as Russian stress; decimal digits of every script. Vowels and tones of Thai, the
/// breve of й, the voicing of が, the points of Hebrew are part of the word. Invisible characters are dropped.
/// </remarks>
public static class Folding
{
    private const char Nikhahit = '\u0E4D';
    private const char LaoNiggahita = '\u0ECD';

    /// <summary>The folded text; never longer than eighteen times the text, which one ligature of Arabic is.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
            return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length);
        foreach (var rune in Compatible(text).EnumerateRunes())
            Append(folded, rune);
        return folded.ToString();
    }

    /// <summary>
    /// The folded text where an index that knows no more than the case of A to Z would not see the same in the text itself,
    /// else null. Most texts need no second copy.
    /// </summary>
    public static string? Differing(string? text)
    {
        if (text is null || Ascii.IsValid(text))
            return null;
        var folded = Of(text);
        return IsSame(folded, text) ? null : folded;
    }

    private static bool IsSame(string folded, string text)
    {
        if (folded.Length != text.Length)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (folded[i] != (char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | ' ') : text[i]))
                return false;
        }

        return true;
    }

    // A code point that is no character has no form; it is left as it is.
    private static string Compatible(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    private static void Append(StringBuilder folded, Rune rune)
    {
        if (rune.IsAscii)
            folded.Append(char.ToLowerInvariant((char)rune.Value));
        else if (IsDropped(rune))
            return;
        else if (Digit(rune) is >= 0 and var digit)
            folded.Append((char)('0' + digit));
        else if (rune.Value is 0xDF or 0x1E9E)
            folded.Append("ss");
        else if (rune.Value == 0x3C2)
            folded.Append('\u03C3');
        else if (Plain(rune) is { } plain)
            folded.Append(plain);
        else if (IsTone(rune) && folded.Length > 0 && folded[^1] is Nikhahit or LaoNiggahita)
            // Typed as two characters, the tone of น้ำ may stand behind the circle; as one it stands before.
            folded.Insert(folded.Length - 1, (char)rune.Value);
        else
            folded.Append(Rune.ToLowerInvariant(rune).ToString());
    }

    private static bool IsTone(Rune rune) => rune.Value is >= 0x0E48 and <= 0x0E4B or >= 0x0EC8 and <= 0x0ECB;

    // Accents that are left over after composing, and what nobody sees: format characters and variation selectors.
    private static bool IsDropped(Rune rune) =>
        rune.Value is >= 0x0300 and <= 0x036F or >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    private static int Digit(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber ? (int)Rune.GetNumericValue(rune) : -1;

    // A letter of A to Z with accents, without them.
    private static char? Plain(Rune rune) =>
        rune.Value is (>= 0xC0 and <= 0x24F) or (>= 0x1E00 and <= 0x1EFF)
        && rune.ToString().Normalize(NormalizationForm.FormD) is [var first, ..] && char.IsAsciiLetter(first)
            ? char.ToLowerInvariant(first)
            : null;
}
