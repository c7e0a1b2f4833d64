using Microsoft.Data.Sqlite;

namespace Oracle.Chaos.Tests.Reindexing;

/// <summary>
/// Counts how often a host that is a process of its own embedded each text. What is computed is stored in the cache at once,
/// and before it is written to Chroma: a trigger in embeddings.db counts the storing. A file that was begun anew has none,
/// and no count either.
/// </summary>
/// <remarks>Writes to Chroma would not do: comparing a filled collection with SQLite asks for every vector once more.</remarks>
internal static class ComputedVectors
{
    private const string Counting =
        """
        create table if not exists computed (entry integer not null);
        create trigger if not exists computed_again after insert on vectors begin insert into computed values (new.id); end
        """;

    /// <summary>Counts from now on.</summary>
    public static void Count(string dataDir)
    {
        using var connection = Open(dataDir);
        using var command = connection.CreateCommand();
        command.CommandText = Counting;
        command.ExecuteNonQuery();
    }

    /// <summary>How many texts a model embedded, and how many of these more than once.</summary>
    public static (long Texts, long MoreThanOnce) Of(string dataDir, string model)
    {
        using var connection = Open(dataDir);
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            select count(*), coalesce(sum(times > 1), 0) from (
                select count(*) as times from computed c join entries e on e.id = c.entry join models m on m.id = e.model
                where m.model = @model group by e.id)
            """;
        command.Parameters.AddWithValue("@model", model);
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static SqliteConnection Open(string dataDir)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(dataDir, "embeddings.db")};Mode=ReadWrite;Pooling=False");
        connection.Open();
        return connection;
    }
}
