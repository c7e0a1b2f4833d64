using Oracle.Documents;

namespace Oracle.Application.Status;

/// <summary>
/// How many files documents of each type have, for Oracle V2's clients. Counting goes through all documents, so it is done again only after
/// twenty times as long as it took: what costs little is counted each time.
/// </summary>
public sealed class FileCounts(IDocumentLists lists, TimeProvider clock)
{
    private const int Rarely = 20;

    private volatile Counted? _latest;

    /// <summary>The counts by type.</summary>
    /// <exception cref="StoreUnavailableException">SQLite cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, long>> ReadAsync()
    {
        if (_latest is { } known && clock.GetElapsedTime(known.At) < known.Took * Rarely)
            return known.Files;
        var began = clock.GetTimestamp();
        var files = await lists.FilesByTypeAsync();
        _latest = new Counted(files, clock.GetTimestamp(), clock.GetElapsedTime(began));
        return files;
    }

    private sealed record Counted(IReadOnlyDictionary<string, long> Files, long At, TimeSpan Took);
}
