using Dapper;
using Microsoft.Data.Sqlite;
using Oracle.Documents;

namespace Oracle.Application.Importing;

/// <summary>
/// An Oracle V2 database. Nothing of it is written, and nothing beside it. SQLite would make files beside one that keeps a write-ahead log,
/// so that is read without regard to locks where the log is empty, and else copied with its log and read there.
/// </summary>
internal sealed class V2Database : IDisposable
{
    // The mark of its migrations. Ours have the table of documents too.
    private const string IsOfV2 = "select count(*) = 3 from sqlite_master where name in ('__drizzle_migrations', 'oracle_documents', 'oracle_fts')";
    private const string HasMark = "select exists (select 1 from sqlite_master where name = '__drizzle_migrations')";

    private readonly SqliteConnection _connection;
    private readonly ReadableCopy _file;
    private readonly string _path;

    private V2Database(SqliteConnection connection, ReadableCopy file, string path) => (_connection, _file, _path) = (connection, file, path);

    /// <summary>Whether a file is a database of Oracle V2's. One that cannot be read is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="workFolder">Where a copy may be made; it is gone afterwards.</param>
    public static bool Is(string path, string workFolder)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            using (var asItLies = ReadableCopy.Connect(path, isImmutable: true))
            {
                // Ours has a version from its first start on.
                if (asItLies.ExecuteScalar<long>("pragma user_version") != 0)
                    return false;
                if (asItLies.ExecuteScalar<bool>(HasMark))
                    return true;
            }

            using var file = ReadableCopy.Of(path, workFolder);
            using var connection = file.Connect();
            return connection.ExecuteScalar<bool>(HasMark);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException or RequestFailedException)
        {
            return false;
        }
    }

    /// <summary>Opens it, and reads all of it once to see that it is whole.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="workFolder">Where a copy may be made; it is gone afterwards.</param>
    /// <exception cref="RequestFailedException">It is not there, damaged, locked, or no database of Oracle V2's; the message names it.</exception>
    public static V2Database Open(string path, string workFolder) => Explained(path, () =>
    {
        var file = ReadableCopy.Of(path, workFolder);
        try
        {
            var connection = file.Connect();
            try
            {
                if (!connection.ExecuteScalar<bool>(IsOfV2))
                    throw RequestFailedException.BadInput($"path: '{path}' is no database of Oracle V2's: it lacks its tables. Nothing was imported.");
                if (connection.ExecuteScalar<string>("pragma quick_check(1)") is not "ok" and var damage)
                    throw RequestFailedException.BadInput($"path: '{path}' is damaged ({damage}). Nothing was imported. Take one of the copies that Oracle V2 makes beside it.");
                return new V2Database(connection, file, path);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    });

    /// <summary>Its documents; where its full text has one more than once, the last counts.</summary>
    public (IReadOnlyList<V2Document> Documents, IReadOnlyList<string> Orphans, int OlderTexts) Rows() => Explained(_path, () =>
    {
        var texts = _connection.Query<(string? Id, long Last, long Count)>("select id, max(rowid), count(*) from oracle_fts group by id")
            .Where(text => text.Id is not null).ToDictionary(text => text.Id!, text => (text.Last, text.Count), StringComparer.Ordinal);
        var documents = V2Columns.Read(_connection, id => texts.TryGetValue(id, out var text) ? [text.Last] : []);
        var known = documents.Select(document => document.Id).ToHashSet(StringComparer.Ordinal);
        return (documents, (IReadOnlyList<string>)[.. texts.Keys.Where(id => !known.Contains(id)).Order(StringComparer.Ordinal)],
            (int)texts.Values.Sum(text => text.Count - 1));
    });

    /// <summary>A planned document with its content, and the title that stands in it.</summary>
    public DocumentDraft Draft(PlannedDocument planned) => Explained(_path, () => V2Values.Titled(planned.Draft with
    {
        Content = Chunks.Text([.. planned.Texts.Select(text => _connection.ExecuteScalar<string?>("select content from oracle_fts where rowid = @text", new { text }) ?? "")]),
    }));

    public void Dispose()
    {
        _connection.Dispose();
        _file.Dispose();
    }

    private static T Explained<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException e)
        {
            throw RequestFailedException.BadInput(e.SqliteErrorCode switch
            {
                5 or 6 => $"path: '{path}' is locked by another program. Nothing was imported. Stop Oracle V2 and try again.",
                26 => $"path: '{path}' is no SQLite database. Nothing was imported.",
                _ => $"path: '{path}' cannot be read, it may be damaged: {e.Message} Nothing was imported.",
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RequestFailedException.BadInput($"path: '{path}' cannot be read: {e.Message} Nothing was imported.");
        }
    }
}
