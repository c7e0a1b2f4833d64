using Microsoft.Data.Sqlite;
using Oracle.Chroma;

namespace Oracle.Testing;

/// <summary>
/// Compares the two stores themselves, not what the product says of them: every live row of oracle.db against every
/// record of the collection, by id, revision and hash.
/// </summary>
public static class BothStores
{
    private const int Page = 1_000;

    /// <summary>Every difference in one line each; empty when the stores agree.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(string dataDir, Uri chroma, string collection = "oracle_knowledge")
    {
        var rows = Rows(dataDir);
        var differences = rows.Where(row => row.Value.Status != "synced").Select(row => $"{row.Key}: is {row.Value.Status}").ToList();
        // Then they differ whatever Chroma holds, and whoever waits need not keep it busy.
        if (differences.Count > 0)
            return differences;
        var records = await RecordsAsync(chroma, collection);
        foreach (var (id, row) in rows)
        {
            if (!records.Remove(id, out var record))
                differences.Add($"{id}: is not in Chroma");
            else if (record != (row.Revision, row.Hash))
                differences.Add($"{id}: SQLite has {(row.Revision, row.Hash)}, Chroma has {record}");
        }

        differences.AddRange(records.Keys.Select(id => $"{id}: is in Chroma only"));
        return differences;
    }

    /// <summary>Runs a query on the database file, beside the host.</summary>
    public static IReadOnlyList<IReadOnlyList<object?>> Query(string dataDir, string sql)
    {
        using var connection = Open(dataDir, SqliteOpenMode.ReadOnly);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<IReadOnlyList<object?>>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        return rows;
    }

    /// <summary>Changes the database file behind the host's back.</summary>
    public static void Execute(string dataDir, string sql)
    {
        using var connection = Open(dataDir, SqliteOpenMode.ReadWrite);
        using var command = connection.CreateCommand();
        // Alone: behind a statement that returns a row (a pragma does) the library swallows what fails. It waits 30 s for a lock.
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The records of a collection: id to revision and hash.</summary>
    public static async Task<Dictionary<string, (long? Revision, string? Hash)>> RecordsAsync(Uri chroma, string collection)
    {
        using var client = new ChromaClient(new ChromaOptions { Url = chroma });
        var found = (await client.GetCollectionAsync(collection)).Value;
        var records = new Dictionary<string, (long?, string?)>(StringComparer.Ordinal);
        for (var offset = 0; ; offset += Page)
        {
            var page = (await client.GetAsync(found.Id, new ChromaGet { Limit = Page, Offset = offset })).Value;
            foreach (var record in page)
                records.Add(record.Id, (record.Metadata.GetInteger("revision"), record.Metadata.GetText("content_hash")));
            if (page.Count < Page)
                return records;
        }
    }

    private static Dictionary<string, (long Revision, string Hash, string Status)> Rows(string dataDir) =>
        Query(dataDir, "select id, revision, content_hash, sync_status from oracle_documents where deleted_at is null")
            .ToDictionary(row => (string)row[0]!, row => ((long)row[1]!, (string)row[2]!, (string)row[3]!), StringComparer.Ordinal);

    private static SqliteConnection Open(string dataDir, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(dataDir, "oracle.db"), Mode = mode, Pooling = false,
        }.ToString());
        connection.Open();
        return connection;
    }
}
