using Oracle.Actors.Ports;
using Oracle.Api.Importing;
using Oracle.Application.Status;
using Oracle.Documents;
using Oracle.Vaults;

namespace Oracle.Application.Importing;

/// <summary>
/// Takes an Oracle V2 database over. It is stored a batch at a time, and what is here already is passed over: an import that was interrupted is
/// ended by the next one, and one more changes nothing.
/// </summary>
public sealed class ImportService(IDocumentWriter writer, IRoots roots, IFiles files, DatabaseFile database) : IDisposable
{
    private const int BatchSize = 100;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Imports a database and says what became of each of its rows.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="cancel">Ends it between two batches; what is stored by then stays.</param>
    /// <exception cref="RequestFailedException">The path is none of an Oracle V2 database that can be read, or an import runs already.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot take it; what was stored before stays.</exception>
    public async Task<ImportAnswer> RunAsync(string path, CancellationToken cancel)
    {
        path = Checked(path);
        if (!await _one.WaitAsync(0, cancel))
            throw new RequestFailedException(FailureKind.Conflict, "An import is running already; wait for its end and try again.");
        try
        {
            // Reading a file may block.
            using var old = await Task.Run(() => V2Database.Open(path, UnfinishedImports.WorkFolder(database)), cancel);
            var (rows, orphans, olderTexts) = await Task.Run(old.Rows, cancel);
            var plan = ImportPlan.Of(rows, orphans, await PrefixAsync(rows));
            var report = new ImportReport(plan);
            foreach (var batch in plan.Documents.Chunk(BatchSize))
            {
                cancel.ThrowIfCancellationRequested();
                var drafts = await Task.Run(() => batch.Select(old.Draft).ToList(), cancel);
                report.Add(drafts, await writer.StoreAsync(drafts));
            }

            return report.ToAnswer(path, rows.Count + orphans.Count, olderTexts);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private string Checked(string path)
    {
        if (!Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
            throw RequestFailedException.BadInput($"path: '{path}' is not an absolute path");
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
            throw RequestFailedException.BadInput($"path: '{path}' {(Directory.Exists(path) ? "is a folder; give the file, which is called oracle.db" : "does not exist, or may not be seen by this user")}. Nothing was imported.");
        // Opened a second time it would lose the locks that SQLite has on it when it is closed (https://www.sqlite.org/howtocorrupt.html, section 2.2).
        return Vault.RealPathOf(path) == Vault.RealPathOf(database.Path)
            ? throw RequestFailedException.BadInput($"path: '{path}' is the database of this Oracle itself. Nothing was imported.")
            : path;
    }

    // A folder that was not the first to be indexed has its name before its ids. Which one it is is seen by its files.
    private async Task<string> PrefixAsync(IReadOnlyList<V2Document> rows)
    {
        var sources = rows.Select(row => V2Values.Nfc(row.SourceFile)).Where(Vault.IsOfMemory).ToHashSet(StringComparer.Ordinal);
        var (most, prefix) = (0, "");
        foreach (var root in sources.Count == 0 ? [] : await roots.AllAsync())
        {
            var here = (await files.OfAsync(root.Name)).Select(file => file.SourceFile).ToHashSet(StringComparer.Ordinal);
            var count = sources.Count(source => here.Contains(root.Prefix + source));
            if (count > most)
                (most, prefix) = (count, root.Prefix);
        }

        return prefix;
    }
}
