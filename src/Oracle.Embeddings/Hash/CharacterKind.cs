namespace Oracle.Embeddings.Hash;

/// <summary>What a character is to a reader of features.</summary>
internal enum CharacterKind : byte
{
    /// <summary>Ends words and runs: spaces, punctuation, symbols, controls, a surrogate without its other half.</summary>
    Separator = 0,

    /// <summary>As if it were not there: accents of Latin, Greek and Cyrillic, invisible format characters.</summary>
    Ignored,

    /// <summary>Part of a word in a script that puts spaces between words.</summary>
    Word,

    /// <summary>Part of a run of Thai, Lao, Khmer or Burmese, which put none.</summary>
    Unspaced,

    /// <summary>A character or syllable of Chinese, Japanese or Korean, where one or two make a word.</summary>
    Ideograph,

    /// <summary>Half of a code point beyond U+FFFF.</summary>
    Surrogate,
}
