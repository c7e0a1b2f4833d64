namespace Oracle.Chroma;

/// <summary>A record to write.</summary>
/// <param name="Id">1 or more characters, unique in its batch.</param>
/// <param name="Embedding">The vector: finite, not zero, of the collection's dimension.</param>
/// <param name="Document">The text; null keeps what an earlier revision had.</param>
/// <param name="Metadata">A key that is left out keeps its earlier value; send every key every time, absent ones as <see cref="MetadataValue.Null"/>.</param>
public sealed record ChromaRecord(
    string Id,
    ReadOnlyMemory<float> Embedding,
    string? Document,
    IReadOnlyDictionary<string, MetadataValue> Metadata);

/// <summary>A record that was read. What was not asked for is empty or null.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Document">Its text, if it has one.</param>
/// <param name="Metadata">Without the keys that are null: Chroma does not keep those.</param>
/// <param name="Embedding">Not bit for bit what was written; equal within 1e-5 in cosine space.</param>
public sealed record StoredRecord(
    string Id,
    string? Document,
    IReadOnlyDictionary<string, MetadataValue> Metadata,
    ReadOnlyMemory<float> Embedding);

/// <summary>A record that a query found.</summary>
/// <param name="Record">The record.</param>
/// <param name="Distance">In the collection's space, smaller is nearer; null where the stored vector has no distance (NaN).</param>
public sealed record ChromaHit(StoredRecord Record, float? Distance);

/// <summary>What a read returns besides the ids.</summary>
[Flags]
public enum ChromaInclude
{
    /// <summary>Ids alone.</summary>
    None = 0,

    /// <summary>The texts.</summary>
    Documents = 1,

    /// <summary>The metadata.</summary>
    Metadata = 2,

    /// <summary>The vectors.</summary>
    Embeddings = 4,
}

/// <summary>Which records to read: all, some ids, those that match, or both.</summary>
public sealed record ChromaGet
{
    /// <summary>Null: all. The answer keeps no order of these. More than 32,000 are refused by Chroma.</summary>
    public IReadOnlyCollection<string>? Ids { get; init; }

    /// <summary>Null: all.</summary>
    public ChromaWhere? Where { get; init; }

    /// <summary>At most so many, in the order of insertion. Pages well below 32,766.</summary>
    public int? Limit { get; init; }

    /// <summary>How many to pass over. Rows can be missed while others are deleted.</summary>
    public int? Offset { get; init; }

    /// <summary>What comes with the ids.</summary>
    public ChromaInclude Include { get; init; } = ChromaInclude.Metadata;
}

/// <summary>The nearest records of one vector.</summary>
/// <param name="Embedding">The vector: finite, not zero, of the collection's dimension.</param>
/// <param name="Count">At most so many hits, 1 or more.</param>
public sealed record ChromaQuery(ReadOnlyMemory<float> Embedding, int Count)
{
    /// <summary>Only among those that match; null: all.</summary>
    public ChromaWhere? Where { get; init; }

    /// <summary>What comes with ids and distances.</summary>
    public ChromaInclude Include { get; init; }
}

/// <summary>What the server's pre-flight check says.</summary>
/// <param name="MaxBatchSize">The most records of one write. A server takes more without a word, so this client counts.</param>
/// <param name="SupportsBase64">Whether vectors may be sent as base64, which takes a quarter of the time.</param>
public sealed record ChromaLimits(int MaxBatchSize, bool SupportsBase64);
