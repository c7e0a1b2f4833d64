using Dapper;
using Microsoft.Data.Sqlite;

namespace Oracle.Documents.Sqlite;

/// <inheritdoc cref="IFiles" />
internal sealed class SqliteFiles(ISqliteSessions sessions) : IFiles
{
    public Task<IReadOnlyList<FileRecord>> OfAsync(string root) => sessions.ReadAsync(connection => (IReadOnlyList<FileRecord>)[.. connection.Query<Row>(
        "select source_file, root, stamp, hash, rule, read_at, documents, is_given, unreadable, unreadable_since, warnings from oracle_files where root = @root", new { root })
        .Select(row => row.ToRecord())]);

    public Task KeepAsync(IReadOnlyList<FileRecord> files) => sessions.WriteAsync(connection =>
    {
        foreach (var file in files)
            Write(connection, file);
        return files.Count;
    });

    /// <summary>Within a transaction.</summary>
    public static void Write(SqliteConnection connection, FileRecord file) => connection.Execute(
        """
        insert into oracle_files (source_file, root, stamp, hash, rule, read_at, documents, is_given, unreadable, unreadable_since, warnings)
        values (@SourceFile, @Root, @Stamp, @Hash, @Rule, @readAt, @Documents, @IsGiven, @Unreadable, @since, @Warnings)
        on conflict (source_file) do update set root = excluded.root, stamp = excluded.stamp, hash = excluded.hash, rule = excluded.rule,
            read_at = excluded.read_at, documents = excluded.documents, is_given = excluded.is_given, unreadable = excluded.unreadable, unreadable_since = excluded.unreadable_since,
            warnings = excluded.warnings
        """,
        new
        {
            file.SourceFile, file.Root, file.Stamp, file.Hash, file.Rule, readAt = Columns.Ms(file.ReadAt), file.Documents, file.IsGiven, file.Unreadable,
            since = Columns.Ms(file.UnreadableSince), file.Warnings,
        });

    /// <summary>Within a transaction.</summary>
    public static void Remove(SqliteConnection connection, string sourceFile) =>
        connection.Execute("delete from oracle_files where source_file = @sourceFile", new { sourceFile });

    private sealed record Row
    {
        public string SourceFile { get; init; } = "";

        public string Root { get; init; } = "";

        public string Stamp { get; init; } = "";

        public string Hash { get; init; } = "";

        public string Rule { get; init; } = "";

        public long ReadAt { get; init; }

        public long Documents { get; init; }

        public long IsGiven { get; init; }

        public string? Unreadable { get; init; }

        public long? UnreadableSince { get; init; }

        public string? Warnings { get; init; }

        public FileRecord ToRecord() => new(SourceFile, Root, Stamp, Hash, Rule, Columns.Time(ReadAt), (int)Documents, IsGiven != 0)
        {
            Unreadable = Unreadable, UnreadableSince = Columns.Time(UnreadableSince), Warnings = Warnings,
        };
    }
}
