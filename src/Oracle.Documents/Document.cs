namespace Oracle.Documents;

/// <summary>A document as somebody hands it in. <see cref="DocumentRules"/> says what is acceptable.</summary>
/// <param name="Id">1 to 512 bytes of UTF-8 in NFC, no control characters.</param>
/// <param name="Content">1 byte to 8 MiB of valid UTF-8, no NUL.</param>
/// <param name="Type">Kind of document, <c>note</c> where none is given.</param>
/// <param name="SourceFile">Where it was read from; empty when it came from nowhere.</param>
/// <param name="Concepts">Tags.</param>
/// <param name="Project">The project it belongs to; null is for all.</param>
/// <param name="CreatedBy">Who made it, for example <c>indexer</c>. Not part of what is compared.</param>
public sealed record DocumentDraft(
    string Id,
    string Content,
    string Type = DocumentDraft.DefaultType,
    string SourceFile = "",
    IReadOnlyList<string>? Concepts = null,
    string? Project = null,
    string? CreatedBy = null)
{
    /// <summary>What names it besides.</summary>
    public Labels Labels { get; init; } = Labels.None;

    /// <summary>
    /// Of a document that is taken over from another store; null: it is not. Such a draft is refused where its file is indexed here, where
    /// somebody stored a document of its id here, where it was taken over before and deleted since, and where it was taken over with the same
    /// time of change or a later one. It gives way when its file is indexed; documents of that file that name no project get its project.
    /// </summary>
    public History? History { get; init; }

    /// <summary>
    /// Of a document whose id does not tell its root: the id that only its own file can have, taken for all documents of the file where an
    /// indexed file of another root has the id of one of them. Null: its id is no other root's.
    /// </summary>
    public FileOwnId? FileOwn { get; init; }

    /// <summary>Whether it is refused, with <see cref="IsThere"/>, where there is a live document of its id.</summary>
    public bool IsOnlyAdded { get; init; }

    /// <summary>Why a draft that is only added was refused.</summary>
    public const string IsThere = "there is a document of this id";

    /// <summary>The type of a document that names none.</summary>
    public const string DefaultType = "note";

    /// <summary>Who made documents that were read from a vault, as in Oracle V2.</summary>
    public const string Indexer = "indexer";
}

/// <summary>An id that only one file can have.</summary>
/// <param name="Id">As that of a draft.</param>
/// <param name="SectionId">The section's, where the draft is a passage of one.</param>
public sealed record FileOwnId(string Id, string? SectionId);

/// <summary>A live document as it stands in the store.</summary>
public sealed record Document(
    string Id,
    string Type,
    string Content,
    string SourceFile,
    IReadOnlyList<string> Concepts,
    string? Project,
    string? CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string ContentHash,
    long Revision,
    Syncing.SyncState Sync)
{
    /// <summary>What names it besides.</summary>
    public Labels Labels { get; init; } = Labels.None;

    /// <summary>Since when the file it was read from cannot be read; null where it can, or where there is none.</summary>
    public DateTimeOffset? UnreadableSince { get; init; }
}

/// <summary>A draft that was not taken, by its place among those handed in.</summary>
public sealed record Rejection(int Index, string? Id, string Error);

/// <summary>What became of the drafts of one request. The first three lists have one entry for each draft, together.</summary>
/// <param name="Accepted">Ids of drafts that gave a new revision, in the order handed in.</param>
/// <param name="Unchanged">Ids of drafts that were already there word for word; nothing was written for them.</param>
/// <param name="Rejected">Drafts that break a rule.</param>
/// <param name="Revisions">The current revision of every accepted and unchanged id.</param>
/// <param name="Deleted">Ids that a file no longer yields and that were deleted with this request.</param>
public sealed record AcceptResult(
    IReadOnlyList<string> Accepted,
    IReadOnlyList<string> Unchanged,
    IReadOnlyList<Rejection> Rejected,
    IReadOnlyDictionary<string, long> Revisions,
    IReadOnlyList<string> Deleted)
{
    /// <summary>Those of the accepted that are taken over from another store, and came in place of an older text of it.</summary>
    public IReadOnlyList<string> Replaced { get; init; } = [];

    /// <summary>
    /// Documents of indexed files that name no project and got the one that the other store had. They are none of the drafts, and have a new revision.
    /// </summary>
    public IReadOnlyList<string> ProjectGiven { get; init; } = [];
}
