using Oracle.Documents;

namespace Oracle.Simulation.Tests;

/// <summary>What was acknowledged: by id the revision, the hash and whether it was deleted.</summary>
internal sealed class Model
{
    private readonly Dictionary<string, Expected> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DocumentDraft> _drafts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Expected> Documents => _documents;

    public IEnumerable<KeyValuePair<string, Expected>> Live => _documents.Where(document => !document.Value.Deleted);

    public bool IsKnown(string id) => _documents.ContainsKey(id);

    public void Accepted(IReadOnlyList<DocumentDraft> drafts, AcceptResult result)
    {
        foreach (var draft in drafts)
        {
            var hash = ContentHash.Of(draft);
            var revision = result.Revisions[draft.Id];
            // What was word for word the same keeps its revision; nothing else does.
            Broken.If(!result.Accepted.Contains(draft.Id, StringComparer.Ordinal)
                && (_documents.GetValueOrDefault(draft.Id) != new Expected(revision, hash, Deleted: false)
                    || (_drafts.TryGetValue(draft.Id, out var before) && before != draft)), $"{draft.Id} was called unchanged");
            _drafts[draft.Id] = draft;
            _documents[draft.Id] = new Expected(revision, hash, Deleted: false);
        }
    }

    public void Deleted(string id, long? revision)
    {
        var wasLive = _documents.TryGetValue(id, out var known) && !known.Deleted;
        Broken.If(wasLive != revision is not null, $"the deletion of {id} was {(wasLive ? "refused" : "acknowledged, but there was none")}");
        if (revision is { } deletion)
            _documents[id] = new Expected(deletion, "", Deleted: true);
    }

    public void Added(string id, long revision, string hash)
    {
        _documents[id] = new Expected(revision, hash, Deleted: false);
        _drafts.Remove(id);
    }
}

internal sealed record Expected(long Revision, string Hash, bool Deleted);

/// <summary>A promise was broken.</summary>
internal static class Broken
{
    public static void If(bool isBroken, string what)
    {
        if (isBroken)
            throw new Xunit.Sdk.XunitException(what);
    }
}
