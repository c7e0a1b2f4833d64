namespace Oracle.Vaults;

/// <summary>One searchable piece of a Markdown file.</summary>
/// <param name="Id">1 to 512 bytes of UTF-8 in NFC without control characters; unique within its vault.</param>
/// <param name="Type"><c>principle</c>, <c>learning</c> or <c>retro</c> in Oracle V2's layout, else what the frontmatter says, else <c>note</c>.</param>
/// <param name="Content">Not empty, at most 8 MiB of UTF-8, no NUL, line ends are <c>\n</c>.</param>
/// <param name="SourceFile">Path of the file relative to the root, with <c>/</c> and in NFC, behind the root's prefix.</param>
/// <param name="Concepts">Tags, in order, each once.</param>
/// <param name="Project">The project the text belongs to, or null.</param>
public sealed record VaultDocument(
    string Id, string Type, string Content, string SourceFile, IReadOnlyList<string> Concepts, string? Project)
{
    /// <summary>The title of its note: what the front matter says, else the first heading of level 1, else the file's name. Null in Oracle V2's layout.</summary>
    public string? Title { get; init; }

    /// <summary>Other names of its note, in order, each once.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Tags as the front matter has them, in order, each once.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The heading of its section, or null.</summary>
    public string? HeadingPath { get; init; }

    /// <summary>The id of the section that this is a passage of; null: it is the whole section.</summary>
    public string? SectionId { get; init; }

    /// <summary>Which passage of how many, as <c>2/5</c>; null where there is no section id.</summary>
    public string? Passage { get; init; }

    /// <summary>
    /// Where <see cref="Id"/> does not tell the root, so that a file of another root can have the same: an id, and that of its section, that
    /// only this file can have. Null: the id is no other root's.
    /// </summary>
    public (string Id, string? SectionId)? FileOwn { get; init; }
}
