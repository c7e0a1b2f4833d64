using System.Globalization;
using System.Text;
using Oracle.Vaults.Reading;

namespace Oracle.Vaults.Notes;

/// <summary>
/// Tags within a text, as Obsidian reads them: <c>#</c> at the start of a line or behind a blank, then letters, digits, <c>_</c>, <c>-</c>, <c>/</c>
/// and symbols such as emoji, of which one is no digit. None within code. Source: Obsidian's help, "Tags".
/// </summary>
internal static class InlineTags
{
    // One more than a document may have, so that it is told that there are too many.
    private const int Most = 257;

    private const int ZeroWidthJoiner = 0x200D;
    private const int EmojiStyle = 0xFE0F;

    /// <summary>In order, each once whatever its case, without <c>#</c>.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        if (Next(text, 0, isCodeTold: false) < 0)
            return [];
        var prose = new Prose(text);
        var (tags, known) = (new List<string>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        for (var at = Next(text, 0); at >= 0 && tags.Count < Most;)
        {
            if (prose.EndOfCode(at) is { } code)
            {
                at = Next(text, code);
            }
            else if (text[at] == '#')
            {
                var end = End(text, at + 1);
                var tag = text[(at + 1)..end].TrimEnd('/');
                if (tag.Any(c => !char.IsAsciiDigit(c) && c is not ('/' or '-' or '_')))
                    Add(Nfc.Of(tag));
                at = Next(text, Math.Max(end, at + 1));
            }
            else
            {
                at = Next(text, prose.EndOfRun(at));
            }
        }

        return tags;

        void Add(string tag)
        {
            if (known.Add(tag))
                tags.Add(tag);
        }
    }

    // The next place where a tag may begin, or code does.
    private static int Next(string text, int from, bool isCodeTold = true)
    {
        for (var at = from; at < text.Length; at++)
        {
            at = text.AsSpan(at).IndexOfAny('#', '`') is >= 0 and var next ? at + next : text.Length;
            if (at < text.Length && (text[at] == '`' ? isCodeTold : at == 0 || char.IsWhiteSpace(text[at - 1])) && (text[at] == '`' || End(text, at + 1) > at + 1))
                return at;
        }

        return -1;
    }

    private static int End(string text, int from)
    {
        var end = from;
        while (end < text.Length && Rune.TryGetRuneAt(text, end, out var rune) && IsPart(rune))
            end += rune.Utf16SequenceLength;
        return end;
    }

    private static bool IsPart(Rune rune) => rune.Value is '_' or '-' or '/' or ZeroWidthJoiner or EmojiStyle || Rune.GetUnicodeCategory(rune)
        is <= UnicodeCategory.OtherLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
        or UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;
}
