using Oracle.Actors.Inspecting;
using Oracle.Documents.Reindexing;

namespace Oracle.Actors.Reindexing;

/// <summary>What Reindexer does.</summary>
/// <param name="Run">The re-index under way, or the last one; null: there was none.</param>
/// <param name="Compared">Where the comparison stands: whether all documents were compared, and how many records were looked up since; null: it has not begun.</param>
/// <param name="Trouble">Why it makes no headway; null: it does.</param>
internal sealed record ReindexerState(ReindexRun? Run, (bool IsAtRecords, int Records)? Compared, string? Trouble) : IActorState
{
    /// <inheritdoc />
    public string InWords(Glance glance)
    {
        if (Run is not { IsActive: true } run)
            return Run is { FinishedAt: { } finished } ? $"idle; last re-index ended {Spans.At(finished)}" : "idle";
        var what = run.Kind switch
        {
            ReindexKind.Renew => $"re-indexing '{run.Target.Name}' in place",
            ReindexKind.Rollback => $"going back to '{run.Target.Name}'",
            _ => $"re-indexing into '{run.Target.Name}'",
        };
        var far = Compared switch
        {
            { IsAtRecords: true, Records: var records } => $"comparing, {records:N0} records looked up in SQLite",
            { } => "comparing documents with their records",
            null => $"{run.Done:N0} of {run.Total:N0} written",
        };
        return $"{what}: {far}{(Trouble is null ? "" : $"; {Trouble}")}";
    }
}
