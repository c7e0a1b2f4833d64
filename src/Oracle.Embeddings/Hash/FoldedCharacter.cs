using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Oracle.Embeddings.Hash;

/// <summary>
/// A character as features see it: lower case, without accents, digits of every script as 0 to 9, full-width letters as
/// plain ones.
/// </summary>
/// <remarks>
/// This stands where NFKC would. <see cref="string.Normalize()"/> returns its input unchanged under globalization-invariant
/// mode and asks the machine's ICU otherwise, so its answer depends on the machine. What is folded here is what
/// matters in practice and comes from .NET's own character data or from <see cref="Diacritics"/>.
/// Not folded, unlike NFKC: ligatures (ﬁ), half-width kana, conjoining Hangul letters, styled mathematical letters.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FoldedCharacter(CharacterKind Kind, int CodePoint)
{
    private const char ThaiAm = '\u0E33';
    private const char LaoAm = '\u0EB3';

    private static readonly FoldedCharacter[] s_byChar = BuildTable();

    /// <summary>A UTF-16 code unit; of a surrogate only the kind is known.</summary>
    public static FoldedCharacter Of(char c) => s_byChar[c];

    /// <summary>A code point beyond U+FFFF. Rare in text, so it is not in the table.</summary>
    public static FoldedCharacter OfSupplementary(int codePoint)
    {
        var kind = codePoint switch
        {
            >= 0x20000 and <= 0x3FFFF => CharacterKind.Ideograph,
            >= 0xE0000 => CharacterKind.Ignored,
            _ => KindOf(CharUnicodeInfo.GetUnicodeCategory(codePoint)),
        };
        return new FoldedCharacter(kind, kind == CharacterKind.Word ? Rune.ToLowerInvariant(new Rune(codePoint)).Value : codePoint);
    }

    /// <summary>
    /// Thai and Lao am is one character on the keyboard and two in some files. NFKC takes it apart, and so do we.
    /// </summary>
    public static bool SplitsIntoAmAndAa(int codePoint, out int nikhahit, out int aa)
    {
        (nikhahit, aa) = codePoint == LaoAm ? (0x0ECD, 0x0EB2) : (0x0E4D, 0x0E32);
        return codePoint is ThaiAm or LaoAm;
    }

    private static FoldedCharacter[] BuildTable()
    {
        var table = new FoldedCharacter[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++)
            table[i] = Fold((char)i);
        foreach (var (letter, plain) in Diacritics.PlainLetters())
            table[letter] = table[plain];
        foreach (var (letter, plain) in Diacritics.PlainLetters())
            table[char.ToUpperInvariant(letter)] = table[plain];
        return table;
    }

    private static FoldedCharacter Fold(char c)
    {
        if (c is >= '\uFF01' and <= '\uFF5E')
            c = (char)(c - '\uFF01' + '!');
        if (CharUnicodeInfo.GetDigitValue(c) is >= 0 and var digit)
            return new FoldedCharacter(CharacterKind.Word, '0' + digit);
        var kind = KindOf(c);
        return new FoldedCharacter(kind, kind == CharacterKind.Word ? char.ToLowerInvariant(c) : c);
    }

    private static CharacterKind KindOf(char c)
    {
        var kind = KindOf(CharUnicodeInfo.GetUnicodeCategory(c));
        if (kind != CharacterKind.Word)
            return kind;
        return c switch
        {
            >= '\u0300' and <= '\u036F' => CharacterKind.Ignored, // combining accents
            >= '\uFE00' and <= '\uFE0F' => CharacterKind.Ignored, // variation selectors
            >= '\u0E00' and <= '\u0EFF' => CharacterKind.Unspaced, // Thai, Lao
            >= '\u1000' and <= '\u109F' => CharacterKind.Unspaced, // Myanmar
            >= '\u1780' and <= '\u17FF' => CharacterKind.Unspaced, // Khmer
            >= '\uA9E0' and <= '\uA9FF' => CharacterKind.Unspaced, // Myanmar Extended-B
            >= '\uAA60' and <= '\uAA7F' => CharacterKind.Unspaced, // Myanmar Extended-A
            >= '\u3005' and <= '\u3007' => CharacterKind.Ideograph, // iteration mark, closing mark, zero
            >= '\u3040' and <= '\u312F' => CharacterKind.Ideograph, // Hiragana, Katakana, Bopomofo
            >= '\u31F0' and <= '\u31FF' => CharacterKind.Ideograph, // Katakana extensions
            >= '\u3400' and <= '\u9FFF' => CharacterKind.Ideograph, // Han
            >= '\uAC00' and <= '\uD7A3' => CharacterKind.Ideograph, // Hangul syllables
            >= '\uF900' and <= '\uFAFF' => CharacterKind.Ideograph, // Han, compatibility
            _ => CharacterKind.Word,
        };
    }

    private static CharacterKind KindOf(UnicodeCategory category) => category switch
    {
        UnicodeCategory.Surrogate => CharacterKind.Surrogate,
        UnicodeCategory.Format or UnicodeCategory.EnclosingMark => CharacterKind.Ignored,
        <= UnicodeCategory.OtherNumber => CharacterKind.Word, // letters, marks, numbers
        _ => CharacterKind.Separator,
    };
}
