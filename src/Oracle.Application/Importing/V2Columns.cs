using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents;

namespace Oracle.Application.Importing;

/// <summary>Reads <c>oracle_documents</c>, of which the first databases have seven columns and later ones up to twenty.</summary>
internal static class V2Columns
{
    private static readonly string[] Wanted =
    [
        "id", "type", "source_file", "concepts", "created_at", "updated_at", "indexed_at", "superseded_by", "superseded_at", "superseded_reason",
        "origin", "project", "created_by", "status",
    ];

    /// <param name="connection">To the database.</param>
    /// <param name="textsOf">Where the text of an id is.</param>
    public static IReadOnlyList<V2Document> Read(SqliteConnection connection, Func<string, IReadOnlyList<long>> textsOf)
    {
        var there = connection.Query<string>("select name from pragma_table_info('oracle_documents')").ToHashSet(StringComparer.OrdinalIgnoreCase);
        using var command = connection.CreateCommand();
        command.CommandText = $"select {string.Join(", ", Wanted.Select(column => there.Contains(column) ? column : $"null as {column}"))} from oracle_documents order by rowid";
        using var reader = command.ExecuteReader();
        var documents = new List<V2Document>();
        while (reader.Read())
        {
            var id = Text("id") ?? "";
            var updatedAt = V2Values.Time(Value("updated_at"));
            documents.Add(new V2Document(id, Text("type") ?? "", Text("source_file") ?? "", textsOf(id))
            {
                Concepts = Text("concepts"), CreatedAt = V2Values.Time(Value("created_at")), UpdatedAt = updatedAt, IndexedAt = V2Values.Time(Value("indexed_at")),
                Superseded = Superseded(Text("superseded_by"), Value("superseded_at"), Text("superseded_reason"), Text("status"), updatedAt),
                Origin = Text("origin"), Project = Text("project"), CreatedBy = Text("created_by"),
            });
        }

        return documents;

        object? Value(string column) => reader.GetValue(Array.IndexOf(Wanted, column)) is var value and not DBNull ? value : null;

        // Columns of SQLite take what they are given.
        string? Text(string column) => Value(column) switch
        {
            null => null,
            byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
            var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    // A status came in August 2026. What is superseded at an unknown time was so when it was changed last.
    private static Supersession? Superseded(string? by, object? at, string? reason, string? status, DateTimeOffset? updatedAt)
    {
        by = string.IsNullOrEmpty(by) ? null : V2Values.Nfc(by);
        return by is null && at is null && status != "superseded" ? null : new Supersession(by, V2Values.Time(at) ?? (by is null ? updatedAt ?? DateTimeOffset.UnixEpoch : null), reason);
    }
}
