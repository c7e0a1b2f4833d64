using Microsoft.Data.Sqlite;

namespace Oracle.Cli.Doctor;

/// <summary>Whether the database can be read. It is opened read-only; a host that runs is not disturbed.</summary>
internal static class DatabaseCheck
{
    private const string Name = "database";
    private const string Log = "-wal";

    public static Finding Look(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "oracle.db");
        if (!File.Exists(path))
        {
            return new(Name, Verdict.Ok, $"{path} is not there yet; the first start makes it");
        }
        try
        {
            if (IsOfOracleV2(path))
            {
                return new(Name, Verdict.Fail, $"{path} is the database of an Oracle V2", $"choose another folder with --data-dir, and take its documents over: ./oracle import oracle-v2 {path} --data-dir FOLDER");
            }
            var (version, _) = Ask(path, SqliteOpenMode.ReadOnly);
            return version > 0
                ? new(Name, Verdict.Ok, $"{path}, schema version {version}")
                : new(Name, Verdict.Warn, $"{path} has no schema yet; the next start makes it");
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            return new(Name, Verdict.Fail, $"{path} cannot be read: {e.Message}",
                $"see 'ls -l {path}*'; if it is damaged, stop the host, move it away, and index again or put a backup in its place");
        }
    }

    // Nothing is to appear beside one of Oracle V2's, and SQLite makes files beside one with a write-ahead log, unless it is told that
    // nobody changes it; then it reads no log either, and what only stands there is read in a copy.
    private static bool IsOfOracleV2(string path)
    {
        var (version, isMarked) = Ask($"file:{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?immutable=1", SqliteOpenMode.ReadOnly);
        return version == 0 && (isMarked || (new FileInfo(path + Log) is { Exists: true, Length: > 0 } && IsMarkedInLog(path)));
    }

    private static bool IsMarkedInLog(string path)
    {
        var folder = Directory.CreateTempSubdirectory("oracle-doctor-");
        try
        {
            var copy = Path.Combine(folder.FullName, "oracle.db");
            File.Copy(path, copy);
            File.Copy(path + Log, copy + Log);
            return Ask(copy, SqliteOpenMode.ReadWrite) is { Version: 0, IsMarked: true };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (long Version, bool IsMarked) Ask(string source, SqliteOpenMode mode)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        using var question = connection.CreateCommand();
        question.CommandText = "pragma user_version";
        var version = (long)question.ExecuteScalar()!;
        // The mark of its migrations. Ours has a version from its first start on.
        question.CommandText = "select exists (select 1 from sqlite_master where name = '__drizzle_migrations')";
        return (version, version == 0 && (long)question.ExecuteScalar()! != 0);
    }
}
