using System.Collections.Frozen;

namespace Oracle.Embeddings.Hash;

/// <summary>
/// The words that every text has. There are no statistics of a corpus here to tell common from rare, and these few words
/// would be half of what is counted.
/// </summary>
/// <remarks>
/// English ones are whole words. Thai is not split into words, so what is listed are the pairs and triples of code
/// points inside the Thai ones; they count less wherever they stand, which is right more often than not.
/// Written by hand from the grammar of each language, not from the texts the weights were measured on.
/// </remarks>
internal static class FunctionWords
{
    private const string English =
        "a an the this that these those it its he she his her they them their we you your i " +
        "and or but not nor so than then as if of in on at by for from to with into about " +
        "is are was were be been being am do does did has have had can will would " +
        "who whom whose which what when where why how many much";

    private const string Thai =
        "ที่ ซึ่ง อัน ของ แห่ง ใน บน จาก กับ แก่ ต่อ โดย เพื่อ ด้วย ตาม และ หรือ แต่ ก็ ถ้า เพราะ ว่า เมื่อ " +
        "เป็น คือ มี ได้ ให้ ถูก จะ ต้อง ไม่ อยู่ แล้ว ยัง ไป มา ขึ้น ลง ทำ การ ความ ผู้ คน ตัว " +
        "นี้ นั้น ทั้ง หนึ่ง อย่าง ต่าง อะไร ใคร ใด เท่าไร เท่าใด อย่างไร ทำไม ที่ไหน";

    private static readonly FrozenSet<ulong> s_hashes = Hashes().ToFrozenSet();

    public static bool Contains(ulong hash) => s_hashes.Contains(hash);

    private static IEnumerable<ulong> Hashes()
    {
        foreach (var word in English.Split(' '))
            yield return Features.Hash(FeatureKind.Word, CodePoints(word));
        foreach (var word in Thai.Split(' '))
        {
            var codePoints = CodePoints(word);
            for (var start = 0; start < codePoints.Length; start++)
            {
                if (start + 2 <= codePoints.Length)
                    yield return Features.Hash(FeatureKind.Pair, codePoints.AsSpan(start, 2));
                if (start + 3 <= codePoints.Length)
                    yield return Features.Hash(FeatureKind.Triple, codePoints.AsSpan(start, 3));
            }
        }
    }

    // The listed words are folded already, but for Thai am.
    private static int[] CodePoints(string word) =>
        [.. word.SelectMany(c => FoldedCharacter.SplitsIntoAmAndAa(c, out var nikhahit, out var aa) ? [nikhahit, aa] : new[] { (int)c })];
}
