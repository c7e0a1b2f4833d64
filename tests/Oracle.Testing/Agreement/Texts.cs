using System.Text;

namespace Oracle.Testing;

/// <summary>
/// Texts that differ as prose does. Texts that differ in a number only ("note 1", "note 2") give vectors so alike that
/// Chroma's index, as it is by default, loses the way to some of them: up to a quarter of sixty were seen.
/// </summary>
public static class Texts
{
    private const int Words = 24;
    private static readonly string[] Syllables =
        ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta", "ve", "wi", "xo", "zu", "กา", "ขี", "ดู", "เป", "มอ"];

    /// <summary>A text of its own for each document and version; the same for the same.</summary>
    public static string Of(string id, int version = 0)
    {
        // String.GetHashCode differs from run to run.
        var random = new Random(id.Aggregate(version * 7919, (hash, c) => unchecked((hash * 31) + c)));
        var text = new StringBuilder($"{id}, version {version}:");
        for (var word = 0; word < Words; word++)
            text.Append(' ').AppendJoin("", Enumerable.Range(0, random.Next(2, 5)).Select(_ => Syllables[random.Next(Syllables.Length)]));
        return text.ToString();
    }
}
