using CsCheck;

namespace Oracle.Documents.Tests.Searching;

/// <summary>What people, programs and cats type into a search field.</summary>
internal static class Queries
{
    /// <summary>By hand: syntax of FTS5 and SQL, empty and broken text, many scripts.</summary>
    public static IReadOnlyList<string> Nasty { get; } =
    [
        "", " ", "\0", "\0\0\0\0", "a\0b", "abc\0def", "\"", "\"\"", "\"\"\"", "'", "''", "\"abc", "abc\"", "a\"b\"c",
        "*", "abc*", "^abc", "^", "(", ")", "()", "((((((", "a AND", "AND", "OR OR OR", "NOT", "NOT abc", "a NOT b",
        "NEAR", "NEAR(", "NEAR(a b, 3)", "content:abc", "content :", "{content concepts}: abc", "- abc", "-content:abc", "+",
        "a + b", "abc + def", ":", "::", ";", "; drop table oracle_documents; --", "--", "/* abc", "%", "%%", "%%%", "_", "___",
        "\\", "\\\\", "\\%", "\\'", "@", "@match", "?1", "$1", "[", "]", "[]", "{}", "\uD800", "\uDC00", "a\uD800",
        "\uDC00\uD800", "abc\uD83Ddef", "\uFFFD", "\uFFFE\uFFFF", "\uFEFFabc", "\u200B\u200D", "\u202Eabc", "\u0301", "e\u0301e",
        "ก", "ก็", "ข้อมูล", "数", "数据", "数据库", "データ", "ﾃﾞｰﾀ", "한국어", "العربية", "हिन्दी", "😀", "👨‍👩‍👧‍👦", "𠮷野家",
        "\t\r\n", "\u0085", "\u2028\u2029", "\u001Babc", "\u007F", "I\u0130i\u0131", "ﬁ", "ß", "Ⅷ ½", "C#", "C++", ".NET", "a.b.c",
        "\"two words\" -\"not this\"", "-\"x\"", "\"\0\"", "\"--\" word", "\"数\" -\"ก\"", "“a b” word*", "\"a\uD800\"", "-\"\" -\"\"", "wor* \"a*\"",
        "http://a/b?c=d&e=f#g", "1e999", "NaN", "null",
    ];

    /// <summary>Any UTF-16 at all, with the marks that mean something to FTS5, LIKE and SQL often among it.</summary>
    public static Gen<string> Any { get; } =
        Gen.OneOf(
            Gen.OneOf(Nasty.ToArray()),
            Gen.Char.Select(c => c.ToString()),
            Gen.Int[0x20, 0x7E].Select(c => ((char)c).ToString()),
            Gen.Int[0x0E01, 0x0E4E].Select(c => ((char)c).ToString()),
            Gen.OneOf("\"", "\0", "\uD800", "\uDC00", "*", "^", "(", ")", ":", " AND ", " OR ", " NOT ", " NEAR ", " \"", "\" ", " -\"", "“", "* ", "%", "_", "\\", "'", "word"))
        .Array[0, 12].Select(string.Concat);
}
