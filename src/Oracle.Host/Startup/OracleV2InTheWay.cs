using Oracle.Application.Importing;
using Oracle.Cli;
using Oracle.Documents.Sqlite;

namespace Oracle.Host.Startup;

/// <summary>Oracle V2 had the same data directory and file name once. Its database is told from ours before anything is written.</summary>
internal static class OracleV2InTheWay
{
    /// <exception cref="StartRefusedException">The data directory has an Oracle V2 database. Not a byte in it has changed.</exception>
    public static void Refuse(string dataDir)
    {
        var path = SqliteDatabase.PathIn(dataDir);
        if (Is(path))
        {
            throw new StartRefusedException(
                $"{path} is the database of an Oracle V2, and is left as it is. Choose another folder with --data-dir, and take its documents over: ./oracle import oracle-v2 {path} --data-dir FOLDER");
        }
    }
    /// <summary>Whether a file is such a database. Where it has to be copied that is not beside it: nothing is to appear there.</summary>
    public static bool Is(string path) => V2Database.Is(path, Path.Combine(Path.GetTempPath(), $"oracle-{Guid.NewGuid():N}"));
}
