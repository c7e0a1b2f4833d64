using Microsoft.Data.Sqlite;

namespace Oracle.Host.Startup;

/// <summary>
/// Makes <c>journal.db</c> ready before Akka opens it: a journal that cannot be opened would not stop the host, it would
/// hang its persistent actors.
/// </summary>
internal static class JournalFile
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    public static string Prepare(string dataDir, TimeProvider time, ILogger log)
    {
        var path = Path.Combine(dataDir, "journal.db");
        try
        {
            Probe(path);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            // The journal is history; no document stands in it.
            var aside = $"{path}.damaged-{time.GetUtcNow():yyyyMMddHHmmss}";
            File.Move(path, aside);
            log.LogError("The journal {Path} is damaged ({Reason}). It is kept as {Aside} and a new one is begun; the history of sweeps is lost, no document is.", path, e.Message, aside);
            Probe(path);
        }

        return path;
    }

    private static void Probe(string path)
    {
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
        }

        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma journal_mode = wal; pragma quick_check(1)";
        command.ExecuteScalar();
    }
}
