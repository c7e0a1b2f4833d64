namespace Oracle.Vaults;

/// <summary>One searchable piece of a Markdown file.</summary>
/// <param name="Id">1 to 512 bytes of UTF-8 in NFC without control characters; unique within its vault.</param>
/// <param name="Type"><c>principle</c>, <c>learning</c> or <c>retro</c> in Oracle V2's layout, else what the frontmatter says, else <c>note</c>.</param>
/// <param name="Content">Not empty, at most 8 MiB of UTF-8, no NUL, line ends are <c>\n</c>.</param>
/// <param name="SourceFile">Path of the file relative to the root, with <c>/</c> and in NFC, behind the root's prefix.</param>
/// <param name="Concepts">Tags, in order, each once.</param>
/// <param name="Project">The project the text belongs to, or null.</param>
public sealed record VaultDocument(
    string Id, string Type, string Content, string SourceFile, IReadOnlyList<string> Concepts, string? Project);
