using Oracle.Documents;

namespace Oracle.Application.Importing;

/// <summary>One row of Oracle V2's <c>oracle_documents</c>, and where its text is. What a column cannot be read as is null.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="SourceFile">Its file, relative to the folder above <c>ψ</c>.</param>
/// <param name="Texts">The rows of <c>oracle_fts</c> that make its text, in order; none: there is none.</param>
internal sealed record V2Document(string Id, string Type, string SourceFile, IReadOnlyList<long> Texts)
{
    /// <summary>As they stand in the column, whatever that is.</summary>
    public string? Concepts { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? IndexedAt { get; init; }

    public Supersession? Superseded { get; init; }

    public string? Origin { get; init; }

    public string? Project { get; init; }

    public string? CreatedBy { get; init; }

    /// <summary>Whether Oracle V2 made it of a file by itself, and nobody asked it to.</summary>
    public bool IsIndexed => CreatedBy is null or DocumentDraft.Indexer;
}

/// <summary>A row that is stored as another one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Into">The id of that one.</param>
/// <param name="Why">For a person.</param>
internal sealed record Merged(string Id, string Into, string Why);

/// <summary>A row that is not stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Why">For a person.</param>
internal sealed record LeftOut(string Id, string Why);
