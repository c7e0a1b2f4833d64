namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="ITextIndexing" />
internal sealed class SqliteTextIndexing(ISqliteSessions sessions) : ITextIndexing
{
    public Task<IndexingProgress?> ProgressAsync() => sessions.ReadAsync(TextIndexing.Progress);

    public Task<bool> NextAsync() => sessions.WriteAsync(TextIndexing.Next);
}
