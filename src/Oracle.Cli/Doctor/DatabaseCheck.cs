using Microsoft.Data.Sqlite;

namespace Oracle.Cli.Doctor;

/// <summary>Whether the database can be read. It is opened read-only; a host that runs is not disturbed.</summary>
internal static class DatabaseCheck
{
    private const string Name = "database";

    /// <param name="dataDirectory">The data directory.</param>
    /// <param name="isOfOracleV2">Whether a file is a database of Oracle V2's. Asked first: opening one would make files beside it.</param>
    public static Finding Look(string dataDirectory, Func<string, bool> isOfOracleV2)
    {
        var path = Path.Combine(dataDirectory, "oracle.db");
        if (!File.Exists(path))
        {
            return new(Name, Verdict.Ok, $"{path} is not there yet; the first start makes it");
        }
        if (isOfOracleV2(path))
        {
            return new(Name, Verdict.Fail, $"{path} is the database of an Oracle V2", $"choose another folder with --data-dir, and take its documents over: ./oracle import oracle-v2 {path} --data-dir FOLDER");
        }
        try
        {
            using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            connection.Open();
            using var question = connection.CreateCommand();
            question.CommandText = "pragma user_version";
            var version = (long)question.ExecuteScalar()!;
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
