namespace Oracle.Chroma.Wire;

/// <summary>What Chroma would accept silently or answer vaguely, refused before anything is sent.</summary>
internal static class RecordChecks
{
    /// <summary>The first thing wrong with a batch, or null.</summary>
    public static ChromaFailure? Batch(IReadOnlyList<ChromaRecord> records, ChromaLimits limits, int? dimension)
    {
        if (records.Count > limits.MaxBatchSize)
            return Invalid($"a batch of {records.Count} records is over the server's {limits.MaxBatchSize}");

        var expected = dimension ?? records[0].Embedding.Length;
        var firstWith = new Dictionary<string, int>(records.Count, StringComparer.Ordinal);
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (Wrong(record, expected) is { } wrong)
                return Invalid($"record {i} ('{record.Id}'): {wrong}", i);
            if (!firstWith.TryAdd(record.Id, i))
                return Invalid($"record {i} ('{record.Id}'): record {firstWith[record.Id]} has the same id, and the last one would win", i);
        }
        return null;
    }

    /// <summary>What is wrong with a vector, or null.</summary>
    public static string? Vector(ReadOnlySpan<float> vector, int? dimension)
    {
        if (vector.IsEmpty)
            return "the vector is empty";
        if (dimension is not null && vector.Length != dimension)
            return $"the vector has {vector.Length} dimensions, not {dimension}";
        var length = 0f;
        for (var i = 0; i < vector.Length; i++)
        {
            if (!float.IsFinite(vector[i]))
                return $"component {i} of the vector is {vector[i]}";
            length += vector[i] * vector[i];
        }
        // Chroma normalises in single precision too: a length that is 0 or infinite there gives distances without meaning.
        return length switch
        {
            0f => "the vector is zero",
            float.PositiveInfinity => "the vector is too long for single precision",
            _ => null,
        };
    }

    /// <summary>What is wrong with an id, or null.</summary>
    public static string? Id(string id) =>
        id.Length == 0 ? "the id is empty"
        : !IsUnicode(id) ? "the id is no valid Unicode text"
        : null;

    /// <summary>What is wrong with metadata, or null.</summary>
    public static string? Metadata(IReadOnlyDictionary<string, MetadataValue> metadata)
    {
        foreach (var (key, value) in metadata)
        {
            if (key.Length == 0)
                return "a metadata key is empty";
            // `chroma:document` overwrites the document, any other such key vanishes; both with a 200.
            if (key.StartsWith("chroma:", StringComparison.Ordinal))
                return $"the metadata key '{key}' is one of Chroma's own";
            if (value.Value is double number && !double.IsFinite(number))
                return $"the metadata value under '{key}' is {number}";
            if (!IsUnicode(key) || (value.Value is string text && !IsUnicode(text)))
                return $"the metadata under '{key}' is no valid Unicode text";
        }
        return null;
    }

    public static ChromaFailure Invalid(string message, int? index = null) =>
        new(ChromaFailureKind.Invalid, Words.Bounded($"not sent to Chroma: {message}"), RecordIndex: index);

    private static string? Wrong(ChromaRecord record, int dimension) =>
        Id(record.Id)
        ?? Vector(record.Embedding.Span, dimension)
        ?? Metadata(record.Metadata)
        ?? (record.Document is not null && !IsUnicode(record.Document) ? "the document is no valid Unicode text" : null);

    // A lone surrogate would arrive as another character, and the record would not be found again.
    private static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (at < 0)
                return true;
            text = text[at..];
            if (text.Length < 2 || !char.IsSurrogatePair(text[0], text[1]))
                return false;
            text = text[2..];
        }
    }
}
