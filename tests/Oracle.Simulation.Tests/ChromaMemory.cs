using Oracle.Documents.Syncing;

namespace Oracle.Simulation.Tests;

/// <summary>What Chroma told its client: the only ground on which a document may be called synced, or a tombstone go.</summary>
internal sealed class ChromaMemory(SimulatedTime time)
{
    // So long an unanswered write may still land.
    private static readonly TimeSpan Promise = new SyncPolicy().LastCheck;

    private readonly Dictionary<(string Uuid, string Id), Said> _said = [];
    private readonly Dictionary<(string Uuid, string Id), DateTimeOffset> _unanswered = [];

    /// <summary>It answered 200.</summary>
    public void Confirmed(Held write)
    {
        foreach (var record in write.Upserts)
            _said[(write.Uuid, record.Id)] = new Said(record.Revision, record.ContentHash, IsShown: false);
        foreach (var id in write.Deletions)
            _said[(write.Uuid, id)] = new Said(Revision: null, ContentHash: null, IsShown: false);
    }

    /// <summary>Nobody knows what becomes of it. What was said before is worth nothing any more.</summary>
    public void Unanswered(string uuid, IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
        {
            _said.Remove((uuid, id));
            _unanswered[(uuid, id)] = time.Now;
        }
    }

    /// <summary>It was read back.</summary>
    public void Shown(string uuid, IReadOnlyCollection<string> ids, IReadOnlyDictionary<string, RecordState> records)
    {
        foreach (var id in ids)
        {
            if (_said.TryGetValue((uuid, id), out var said) && records.GetValueOrDefault(id)?.Revision == said.Revision)
                _said[(uuid, id)] = said with { IsShown = true };
        }
    }

    /// <summary>
    /// Whether Chroma confirmed this very revision, or for null the deletion; where an earlier write went without an
    /// answer and may still land, also whether it was seen afterwards.
    /// </summary>
    public bool Bears(string uuid, string id, long? revision, string? hash) =>
        _said.TryGetValue((uuid, id), out var said) && (said.Revision, said.ContentHash) == (revision, hash)
        && (said.IsShown || !_unanswered.TryGetValue((uuid, id), out var at) || time.Now - at >= Promise);

    private sealed record Said(long? Revision, string? ContentHash, bool IsShown);
}
