using System.Buffers;

namespace Oracle.Cli.Output;

/// <summary>
/// Characters that a terminal obeys instead of showing: controls (C0, DEL, C1), separators of lines and paragraphs, and those that
/// turn the direction of what follows, behind which a name can pretend to be another.
/// </summary>
internal static class Unprintable
{
    public static readonly SearchValues<char> Characters = SearchValues.Create(
    [
        .. Range(0x00, 0x1F), .. Range(0x7F, 0x9F), '\u2028', '\u2029', .. Range(0x202A, 0x202E), .. Range(0x2066, 0x2069),
    ]);

    private static IEnumerable<char> Range(int first, int last) => Enumerable.Range(first, last - first + 1).Select(static code => (char)code);
}
