using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Oracle.Embeddings.Onnx;

/// <summary>Texts as the numbers of the pieces of words that a BERT-style model knows (WordPiece).</summary>
internal sealed partial class Pieces
{
    // A word of more characters than this is one unknown piece to BERT, so a window never needs more text.
    private const int CharactersPerPiece = 100;

    // They tell the language as well as all of them would.
    private const int MostWords = 64;

    private readonly BertTokenizer _tokenizer;
    private readonly int _window;

    public Pieces(BertModel model)
    {
        _window = model.Window;
        using var vocabulary = File.OpenRead(model.Vocabulary);
        _tokenizer = BertTokenizer.Create(vocabulary, new BertOptions
        {
            LowerCaseBeforeTokenization = model.IsUncased,
            RemoveNonSpacingMarks = model.IsUncased,
            // A document that writes "[SEP]" means these five characters.
            SplitOnSpecialTokens = false,
        });
    }

    /// <summary>The number that fills up shorter texts of a batch.</summary>
    public int Padding => _tokenizer.PaddingTokenId;

    /// <summary>The pieces of a text between the two marks, cut to the window.</summary>
    public IReadOnlyList<int> Of(string text) =>
        _tokenizer.EncodeToIds(Clean(Seen(text).ToString()), _window, addSpecialTokens: true, out _, out _);

    /// <summary>The share of a text's letters that stand in words without a single known piece, 0 to 1.</summary>
    public double Unknown(string text, IReadOnlyList<int> pieces)
    {
        if (!pieces.Contains(_tokenizer.UnknownTokenId))
            return 0;
        var (letters, unknown) = (0, 0);
        foreach (var word in Words().EnumerateMatches(Seen(text)))
        {
            letters += word.Length;
            if (_tokenizer.EncodeToIds(Clean(text.Substring(word.Index, word.Length)), addSpecialTokens: false).Contains(_tokenizer.UnknownTokenId))
                unknown += word.Length;
        }

        return letters == 0 ? 0 : (double)unknown / letters;
    }

    /// <summary>How many pieces a word falls into on average; an unknown one is as many as it has characters.</summary>
    public double PerWord(string text)
    {
        var (words, pieces) = (0, 0);
        foreach (var word in Words().EnumerateMatches(text))
        {
            if (++words > MostWords)
                break;
            var ids = _tokenizer.EncodeToIds(Clean(text.Substring(word.Index, word.Length)), addSpecialTokens: false);
            pieces += ids.Contains(_tokenizer.UnknownTokenId) ? word.Length : Math.Max(1, ids.Count);
        }

        return words == 0 ? 1 : (double)pieces / Math.Min(words, MostWords);
    }

    private ReadOnlySpan<char> Seen(string text) => text.AsSpan(0, Math.Min(text.Length, _window * CharactersPerPiece));

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex Words();

    // .NET's normal forms know neither lone surrogates nor the code points that are no characters.
    private static string Clean(string text)
    {
        var needs = false;
        for (var i = 0; i < text.Length && !needs; i++)
            needs = char.IsSurrogate(text[i]) || text[i] >= '\uFDD0';
        if (!needs)
            return text;
        return string.Concat(text.EnumerateRunes().Select(static rune => IsNoCharacter(rune.Value) ? " " : rune.ToString()));
    }

    private static bool IsNoCharacter(int value) => value is >= 0xFDD0 and <= 0xFDEF || (value & 0xFFFE) == 0xFFFE;
}
