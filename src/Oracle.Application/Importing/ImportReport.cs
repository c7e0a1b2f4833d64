using Oracle.Api.Importing;
using Oracle.Documents;

namespace Oracle.Application.Importing;

/// <summary>Counts what becomes of the rows of an old database.</summary>
internal sealed class ImportReport(ImportPlan plan)
{
    private const int Samples = 100;

    private readonly List<LeftOut> _leftOut = [.. plan.LeftOut];
    private readonly Dictionary<string, int> _byType = new(StringComparer.Ordinal);
    private int _taken;
    private int _replaced;
    private int _projectGiven;
    private int _unchanged;
    private int _superseded;

    /// <summary>What the store said to a batch.</summary>
    public void Add(IReadOnlyList<DocumentDraft> drafts, AcceptResult result)
    {
        (_taken, _unchanged) = (_taken + result.Accepted.Count, _unchanged + result.Unchanged.Count);
        (_replaced, _projectGiven) = (_replaced + result.Replaced.Count, _projectGiven + result.ProjectGiven.Count);
        _leftOut.AddRange(result.Rejected.Select(rejection => new LeftOut(rejection.Id ?? "", rejection.Error)));
        var refused = result.Rejected.Select(rejection => rejection.Index).ToHashSet();
        foreach (var draft in drafts.Where((_, i) => !refused.Contains(i)))
        {
            _byType[draft.Type] = _byType.GetValueOrDefault(draft.Type) + 1;
            if (draft.History?.Superseded is not null)
                _superseded++;
        }
    }

    public ImportAnswer ToAnswer(string path, int rows, int olderTexts) => new(
        path, rows, _taken, _replaced, _unchanged, plan.Merged.Count, _leftOut.Count, _superseded, olderTexts, _projectGiven, _byType,
        Reasons(plan.Merged, row => row.Why, row => new ImportedId(row.Id, row.Into)),
        Reasons(_leftOut, row => row.Why, row => new ImportedId(row.Id)));

    private static IReadOnlyList<ImportReason> Reasons<T>(IEnumerable<T> rows, Func<T, string> why, Func<T, ImportedId> id) =>
        [.. rows.GroupBy(why, StringComparer.Ordinal).OrderByDescending(reason => reason.Count()).ThenBy(reason => reason.Key, StringComparer.Ordinal)
            .Select(reason => new ImportReason(reason.Key, reason.Count(), [.. reason.Take(Samples).Select(id)]))];
}
