using Microsoft.Data.Sqlite;

namespace Oracle.Application.Importing;

/// <summary>
/// A database file as it can be read without a trace. One with a log beside it, of either kind, is copied: SQLite has to work the log in before it
/// can read. One without is read as it lies.
/// </summary>
internal sealed class ReadableCopy : IDisposable
{
    private const int Attempts = 3;
    private const int WriteVersionAt = 18;
    private const byte WriteAhead = 2;
    private static readonly string[] Logs = ["-wal", "-journal"];
    private static readonly byte[] Magic = "SQLite format 3\0"u8.ToArray();

    private readonly string _path;
    private readonly string? _folder;
    private readonly bool _isWriteAhead;

    private ReadableCopy(string path, string? folder, bool isWriteAhead) => (_path, _folder, _isWriteAhead) = (path, folder, isWriteAhead);

    /// <param name="path">The file.</param>
    /// <param name="workFolder">Where a copy is made if one is needed.</param>
    /// <exception cref="IOException">It cannot be read, or is being written all the while.</exception>
    /// <exception cref="RequestFailedException">It is no SQLite database.</exception>
    public static ReadableCopy Of(string path, string workFolder)
    {
        var isWriteAhead = IsWriteAhead(path);
        return Logs.Any(log => new FileInfo(path + log) is { Exists: true, Length: > 0 })
            ? new ReadableCopy(Copy(path, workFolder), workFolder, isWriteAhead)
            : new ReadableCopy(path, folder: null, isWriteAhead);
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isImmutable">Whether SQLite is told that nobody changes it: then it looks for no lock and makes no file beside it.</param>
    public static SqliteConnection Connect(string path, bool isImmutable) => Open(
        isImmutable ? $"file:{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?immutable=1" : path, SqliteOpenMode.ReadOnly);

    /// <summary>Opens it.</summary>
    // A copy is ours, and working in its log is writing. Without a log only one that has none of its own kind knows locks without a file beside it.
    public SqliteConnection Connect() => _folder is null ? Connect(_path, _isWriteAhead) : Open(_path, SqliteOpenMode.ReadWrite);

    /// <summary>Removes the copy.</summary>
    public void Dispose() => Remove(_folder);

    private static SqliteConnection Open(string source, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false, DefaultTimeout = 1 }.ToString());
        connection.Open();
        return connection;
    }

    private static bool IsWriteAhead(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var head = new byte[WriteVersionAt + 1];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw RequestFailedException.BadInput($"path: '{path}' is no SQLite database. Nothing was imported.");
        return head[WriteVersionAt] == WriteAhead;
    }

    // File and log belong together: what was written between copying the one and the other is copied again.
    private static string Copy(string path, string workFolder)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            Remove(workFolder);
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(workFolder);
            else
                Directory.CreateDirectory(workFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var before = Stamps(path);
            var copy = Path.Combine(workFolder, "oracle-v2.db");
            foreach (var log in Logs.Prepend("").Where(log => File.Exists(path + log)))
                CopyFile(path + log, copy + log);
            if (before.SequenceEqual(Stamps(path)))
                return copy;
        }

        Remove(workFolder);
        throw new IOException("it is being written to; stop Oracle V2 and try again.");
    }

    // By hand, for the copy is to have rights of its own.
    private static void CopyFile(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var target = new FileStream(to, options);
        source.CopyTo(target);
    }

    private static IReadOnlyList<(bool, long, DateTime)> Stamps(string path) =>
        [.. Logs.Prepend("").Select(log => new FileInfo(path + log)).Select(file => file.Exists ? (true, file.Length, file.LastWriteTimeUtc) : default)];

    private static void Remove(string? folder)
    {
        if (folder is not null && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
