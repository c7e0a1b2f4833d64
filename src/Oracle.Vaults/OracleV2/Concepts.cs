namespace Oracle.Vaults.OracleV2;

/// <summary>
/// Concepts of a text by Oracle V2's rule: those of a fixed list that occur anywhere in it, even within a word,
/// then the tags of the file. The list is part of the rule; see <see cref="Memory"/> for its source.
/// </summary>
internal static class Concepts
{
    private static readonly string[] Known =
    [
        "trust", "pattern", "mirror", "append", "history", "context", "delete", "behavior", "intention", "decision",
        "human", "external", "brain", "command", "oracle", "timestamp", "immutable", "preserve", "learn", "memory",
        "session", "workflow", "api", "mcp", "claude", "git", "code", "file", "config", "test", "debug", "error", "fix",
        "feature", "refactor", "style", "docs", "plan", "task", "issue",
    ];

    public static IReadOnlyList<string> Of(string text, IReadOnlyList<string> tags)
    {
        var lower = text.ToLowerInvariant();
        return [.. Known.Where(word => lower.Contains(word, StringComparison.Ordinal)).Union(tags, StringComparer.Ordinal)];
    }
}
