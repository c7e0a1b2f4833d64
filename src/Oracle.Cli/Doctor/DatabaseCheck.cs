using Microsoft.Data.Sqlite;

namespace Oracle.Cli.Doctor;

/// <summary>Whether the database can be read. It is opened read-only; a host that runs is not disturbed.</summary>
internal static class DatabaseCheck
{
    private const string Name = "database";

    public static Finding Look(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "oracle.db");
        if (!File.Exists(path))
        {
            return new(Name, Verdict.Ok, $"{path} is not there yet; the first start makes it");
        }
        try
        {
            using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            connection.Open();
            using var question = connection.CreateCommand();
            question.CommandText = "pragma user_version";
            var version = (long)question.ExecuteScalar()!;
            question.CommandText = "select exists (select 1 from sqlite_master where name = '__drizzle_migrations')";
            if (version == 0 && (long)question.ExecuteScalar()! != 0)
            {
                return new(Name, Verdict.Fail, $"{path} is the database of an Oracle V2", $"choose another folder with --data-dir, and take its documents over: ./oracle import oracle-v2 {path} --data-dir FOLDER");
            }
            return version > 0
                ? new(Name, Verdict.Ok, $"{path}, schema version {version}")
                : new(Name, Verdict.Warn, $"{path} has no schema yet; the next start makes it");
        }
        catch (SqliteException e)
        {
            return new(Name, Verdict.Fail, $"{path} cannot be read: {e.Message}",
                $"see 'ls -l {path}*'; if it is damaged, stop the host, move it away, and index again or put a backup in its place");
        }
    }
}
