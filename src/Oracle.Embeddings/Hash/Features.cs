namespace Oracle.Embeddings.Hash;

/// <summary>
/// What of a text is counted. The weights were chosen among a few by recall on XQuAD, English and Thai.
/// <list type="bullet">
/// <item>Scripts with spaces: the word, and the four-character pieces of the word with its ends marked
/// (<c>^tombstone$</c>: ^tom, tomb, …, one$), so that inflected forms still meet.</item>
/// <item>Thai, Lao, Khmer and Burmese: each two and three code points in a row, marks included.</item>
/// <item>Chinese, Japanese and Korean: each character, and each two in a row.</item>
/// </list>
/// Function words, and the pieces of Thai ones, count a fraction.
/// </summary>
internal ref struct Features
{
    private const float WordWeight = 1;
    private const float PieceWeight = 1;
    private const float PairWeight = 0.5f;
    private const float TripleWeight = 1;
    private const float IdeographWeight = 1;
    private const float FunctionWordShare = 0.1f;
    private const float FunctionPieceShare = 0.2f;

    // Longer "words" are keys, hashes or pictures in base64: they are cut, so that the buffer is fixed.
    private const int MaxWordLength = 64;
    private const int PieceLength = 4;
    private const int CharactersBetweenCancellationChecks = 1 << 16;

    private readonly FeatureCounts _counts;
    private readonly Span<int> _word;
    private int _wordLength;

    // The run without spaces that is being read: its script, its length, its last two code points.
    private CharacterKind _run;
    private int _runLength;
    private int _last;
    private int _beforeLast;

    private Features(FeatureCounts counts, Span<int> word)
    {
        _counts = counts;
        _word = word;
    }

    /// <summary>Adds all features of <paramref name="text"/> to <paramref name="counts"/>.</summary>
    public static void Count(ReadOnlySpan<char> text, FeatureCounts counts, CancellationToken cancellationToken)
    {
        var features = new Features(counts, stackalloc int[MaxWordLength + 2]);
        while (!text.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slice = text[..Math.Min(text.Length, CharactersBetweenCancellationChecks)];
            if (slice.Length < text.Length && char.IsHighSurrogate(slice[^1]))
                slice = slice[..^1];
            features.Read(slice);
            text = text[slice.Length..];
        }

        features.EndWord();
        features.EndRun();
    }

    private void Read(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = FoldedCharacter.Of(text[i]);
            if (character.Kind == CharacterKind.Surrogate)
            {
                if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                    character = FoldedCharacter.OfSupplementary(char.ConvertToUtf32(text[i], text[++i]));
                else
                    character = default;
            }

            switch (character.Kind)
            {
                case CharacterKind.Separator:
                    EndWord();
                    EndRun();
                    break;
                case CharacterKind.Ignored:
                    break;
                case CharacterKind.Word:
                    EndRun();
                    if (_wordLength == MaxWordLength)
                        EndWord();
                    _word[++_wordLength] = character.CodePoint;
                    break;
                default:
                    EndWord();
                    ReadRun(character);
                    break;
            }
        }
    }

    private void ReadRun(FoldedCharacter character)
    {
        if (_run != character.Kind)
            EndRun();
        _run = character.Kind;
        if (character.Kind == CharacterKind.Ideograph)
            AddIdeograph(character.CodePoint);
        else if (FoldedCharacter.SplitsIntoAmAndAa(character.CodePoint, out var nikhahit, out var aa))
        {
            AddSyllablePart(nikhahit);
            AddSyllablePart(aa);
        }
        else
            AddSyllablePart(character.CodePoint);
    }

    private void AddIdeograph(int codePoint)
    {
        Add(Hash(FeatureKind.Single, [codePoint]), IdeographWeight);
        if (_runLength > 0)
            Add(Hash(FeatureKind.Pair, [_last, codePoint]), IdeographWeight);
        Advance(codePoint);
    }

    private void AddSyllablePart(int codePoint)
    {
        if (_runLength > 0)
            AddPieceOfRun(Hash(FeatureKind.Pair, [_last, codePoint]), PairWeight);
        if (_runLength > 1)
            AddPieceOfRun(Hash(FeatureKind.Triple, [_beforeLast, _last, codePoint]), TripleWeight);
        Advance(codePoint);
    }

    private void Advance(int codePoint)
    {
        _beforeLast = _last;
        _last = codePoint;
        _runLength++;
    }

    private void EndRun()
    {
        // A letter that stands alone is in no pair.
        if (_runLength == 1 && _run == CharacterKind.Unspaced)
            Add(Hash(FeatureKind.Single, [_last]), PairWeight);
        _runLength = 0;
    }

    private void EndWord()
    {
        if (_wordLength == 0)
            return;
        var hash = Hash(FeatureKind.Word, _word.Slice(1, _wordLength));
        if (FunctionWords.Contains(hash))
        {
            Add(hash, WordWeight * FunctionWordShare);
        }
        else
        {
            Add(hash, WordWeight);
            _word[0] = '^';
            _word[_wordLength + 1] = '$';
            for (var start = 0; start + PieceLength <= _wordLength + 2; start++)
                Add(Hash(FeatureKind.Piece, _word.Slice(start, PieceLength)), PieceWeight);
        }

        _wordLength = 0;
    }

    private readonly void AddPieceOfRun(ulong hash, float weight) =>
        Add(hash, FunctionWords.Contains(hash) ? weight * FunctionPieceShare : weight);

    private readonly void Add(ulong hash, float weight) => _counts.Add(hash, weight);

    /// <summary>The identity of a feature: what it is, and its folded code points.</summary>
    internal static ulong Hash(FeatureKind kind, ReadOnlySpan<int> codePoints)
    {
        var state = (ulong)kind;
        foreach (var codePoint in codePoints)
            state = StableHash.Append(state, codePoint);
        return StableHash.Finish(state);
    }
}
