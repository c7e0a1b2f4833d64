using System.Text.Json;

namespace Oracle.Testing;

/// <summary>
/// What a host was sent and what it acknowledged, kept by the client outside it. Each line is on the disk before anything
/// follows from it. A client that gave up on a host that still lives must leave that document alone until it knows more.
/// </summary>
public sealed class Ledger : IDisposable
{
    private readonly Dictionary<string, Fate> _fates = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly FileStream _file;

    /// <summary>Opens the ledger, with what stands in it.</summary>
    public Ledger(string path)
    {
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
            Take(JsonSerializer.Deserialize<LedgerEntry>(line)!);
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    /// <summary>How many writes were acknowledged.</summary>
    public int Acknowledgements { get; private set; }

    /// <summary>How many writes were sent whose answer is not known.</summary>
    public int Unknown => Sent - Acknowledgements;

    private int Sent { get; set; }

    /// <summary>Writes down what is about to be sent.</summary>
    public void Attempt(IEnumerable<(string Id, string? Text)> writes) =>
        Append([.. writes.Select(write => new LedgerEntry(write.Id, write.Text, Revision: null, Acknowledged: false))]);

    /// <summary>Writes down what was acknowledged; a text of null is a deletion.</summary>
    public void Acknowledge(IEnumerable<(string Id, string? Text, long? Revision)> writes) =>
        Append([.. writes.Select(write => new LedgerEntry(write.Id, write.Text, write.Revision, Acknowledged: true))]);

    /// <summary>Whether a host may say that it does not know this document.</summary>
    public bool MayBeAbsent(string id)
    {
        lock (_lock)
            return !_fates.TryGetValue(id, out var fate) || fate.MayBeAbsent;
    }

    /// <summary>Every broken promise in one line each.</summary>
    public IReadOnlyList<string> BrokenBy(string dataDir) => BrokenBy(StoredRow.All(dataDir));

    public void Dispose() => _file.Dispose();

    internal IReadOnlyList<string> BrokenBy(IReadOnlyDictionary<string, StoredRow> rows)
    {
        lock (_lock)
            return [.. _fates.Select(fate => fate.Value.BrokenBy(fate.Key, rows.GetValueOrDefault(fate.Key))).OfType<string>()];
    }

    private void Append(IReadOnlyList<LedgerEntry> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                JsonSerializer.Serialize(_file, entry);
                _file.WriteByte((byte)'\n');
            }

            _file.Flush(flushToDisk: true);
            foreach (var entry in entries)
                Take(entry);
        }
    }

    private void Take(LedgerEntry entry)
    {
        if (!_fates.TryGetValue(entry.Id, out var fate))
            _fates[entry.Id] = fate = new Fate();
        fate.Add(entry);
        if (entry.Acknowledged)
            Acknowledgements++;
        else
            Sent++;
    }
}
