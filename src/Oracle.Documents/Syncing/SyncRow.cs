namespace Oracle.Documents.Syncing;

/// <summary>A row that Chroma does not have yet, as it was claimed: a document to upsert or a tombstone to carry out.</summary>
/// <param name="N">The row's key.</param>
/// <param name="Id">The document's id, and its record's in Chroma.</param>
/// <param name="Revision">The revision claimed; settling compares it with the row's.</param>
/// <param name="ContentHash">Hash of the content claimed.</param>
/// <param name="Attempts">Tries before this one.</param>
/// <param name="Deleted">True for a tombstone.</param>
/// <param name="Content">The text; empty for a tombstone.</param>
/// <param name="Type">Kind of document.</param>
/// <param name="SourceFile">Where it was read from.</param>
/// <param name="Concepts">Tags.</param>
/// <param name="Project">The project, or null.</param>
/// <param name="IsSuspect">True when an earlier write of this id may still be applied: a confirmation is read back before it counts.</param>
/// <param name="Renew">True when the record is to be deleted before it is written again.</param>
public sealed record SyncRow(
    long N,
    string Id,
    long Revision,
    string ContentHash,
    int Attempts,
    bool Deleted,
    string Content,
    string Type,
    string SourceFile,
    IReadOnlyList<string> Concepts,
    string? Project,
    bool IsSuspect = false,
    bool Renew = false)
{
    /// <summary>Its title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The headings above it, outermost first, or null.</summary>
    public string? HeadingPath { get; init; }
}
