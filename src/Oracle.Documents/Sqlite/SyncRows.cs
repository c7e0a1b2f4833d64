using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents.Syncing;

namespace Oracle.Documents.Sqlite;

/// <summary>Rows as they are sent, in portions that fit.</summary>
internal static class SyncRows
{
    /// <summary>Columns of <see cref="KeyAndSize"/>; the table is called <c>d</c>, or has no other name.</summary>
    public const string Size = "iif(deleted_at is null, octet_length(content) + coalesce(octet_length(title), 0) + coalesce(octet_length(heading_path), 0), 0) as size";

    /// <summary>The first keys that fit into both limits; at least one if there is any.</summary>
    public static List<long> Fitting(IEnumerable<KeyAndSize> rows, int limit, long bytes)
    {
        var keys = new List<long>();
        var sum = 0L;
        foreach (var row in rows)
        {
            sum += row.Size;
            if (keys.Count == limit || (keys.Count > 0 && sum > bytes))
                break;
            keys.Add(row.N);
        }

        return keys;
    }

    /// <summary>The rows of these keys for which a condition holds.</summary>
    public static IReadOnlyList<SyncRow> Load(SqliteConnection connection, IReadOnlyCollection<long> keys, string where, string order) =>
        [.. connection.Query<ClaimedRow>(
            $"""
            select n, id, revision, content_hash, sync_attempts, deleted_at is not null as deleted,
                   iif(deleted_at is null, content, '') as content, title, heading_path, type, source_file, concepts, project,
                   exists (select 1 from sync_checks where sync_checks.id = oracle_documents.id) as suspect,
                   exists (select 1 from oracle_renewals where oracle_renewals.id = oracle_documents.id) as renew
            from oracle_documents
            where n in (select value from json_each(@keys)) and {where}
            order by {order}
            """, new { keys = JsonSerializer.Serialize(keys) }).Select(row => row.ToSyncRow())];

    private sealed record ClaimedRow
    {
        public long N { get; init; }

        public string Id { get; init; } = "";

        public long Revision { get; init; }

        public string ContentHash { get; init; } = "";

        public long SyncAttempts { get; init; }

        public bool Deleted { get; init; }

        public string Content { get; init; } = "";

        public string? Title { get; init; }

        public string? HeadingPath { get; init; }

        public string Type { get; init; } = "";

        public string SourceFile { get; init; } = "";

        public string Concepts { get; init; } = "[]";

        public string? Project { get; init; }

        public bool Suspect { get; init; }

        public bool Renew { get; init; }

        public SyncRow ToSyncRow() => new(
            N, Id, Revision, ContentHash, (int)SyncAttempts, Deleted, Content, Type, SourceFile,
            Columns.Concepts(Concepts), Project, Suspect, Renew) { Title = Title, HeadingPath = HeadingPath };
    }
}

/// <summary>A row's key, and the bytes of its text.</summary>
internal sealed record KeyAndSize
{
    public long N { get; init; }

    public long Size { get; init; }
}
