namespace Oracle.Documents.Sqlite;

/// <summary>Drafts sorted into good ones, with their hashes, and rejected ones. Done before the writer's turn, which is scarce.</summary>
internal sealed record CheckedDrafts(
    IReadOnlyList<CheckedDraft> Good, IReadOnlyList<Rejection> Rejected)
{
    public static CheckedDrafts Of(IReadOnlyList<DocumentDraft> drafts)
    {
        var good = new List<CheckedDraft>(drafts.Count);
        var rejected = new List<Rejection>();
        for (var i = 0; i < drafts.Count; i++)
        {
            // From nowhere is empty in the table, whatever a caller says.
            var draft = drafts[i] with { SourceFile = drafts[i].SourceFile ?? "" };
            if (DocumentRules.Problem(draft) is { } problem)
                rejected.Add(new Rejection(i, draft.Id, problem));
            else
                good.Add(new CheckedDraft(draft, ContentHash.Of(draft), i));
        }

        return new CheckedDrafts(good, rejected);
    }

    /// <summary>The same, where an id is among <paramref name="others"/> under the other id. The hash knows no id.</summary>
    public CheckedDrafts Under(IReadOnlyDictionary<string, string> others) => others.Count == 0 ? this : this with
    {
        Good = [.. Good.Select(good => others.TryGetValue(good.Draft.Id, out var other) ? good with { Draft = good.Draft with { Id = other } } : good)],
    };
}

/// <summary>A draft that may be stored.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="Hash">Of its content.</param>
/// <param name="Index">Its place among those handed in.</param>
internal sealed record CheckedDraft(DocumentDraft Draft, string Hash, int Index);

/// <summary>Collects what became of drafts, one entry for each. A revision is that of an id's last draft.</summary>
internal sealed class Acceptance(IReadOnlyList<Rejection> rejected)
{
    private readonly List<string> _accepted = [];
    private readonly List<string> _unchanged = [];
    private readonly List<Rejection> _rejected = [.. rejected];
    private readonly List<string> _replaced = [];
    private readonly List<string> _projectGiven = [];
    private readonly Dictionary<string, long> _revisions = new(StringComparer.Ordinal);

    public void Accepted(string id, long revision)
    {
        _accepted.Add(id);
        _revisions[id] = revision;
    }

    public void Unchanged(string id, long revision)
    {
        _unchanged.Add(id);
        _revisions[id] = revision;
    }

    public void Rejected(CheckedDraft draft, string why) => _rejected.Add(new Rejection(draft.Index, draft.Draft.Id, why));

    public void Replaced(string id) => _replaced.Add(id);

    public void GaveProject(string id) => _projectGiven.Add(id);

    public AcceptResult Result(IReadOnlyList<string> deleted) => new(_accepted, _unchanged, _rejected, _revisions, deleted)
    {
        Replaced = _replaced, ProjectGiven = _projectGiven,
    };
}
