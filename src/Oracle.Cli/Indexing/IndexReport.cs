using Oracle.Api.Indexing;
using Oracle.Cli.Output;

namespace Oracle.Cli.Indexing;

/// <summary>What one run over files and folders did.</summary>
internal sealed record IndexReport(
    IndexEvent.Done Counts, IReadOnlyList<IndexEvent.SkippedFile> Skipped, IReadOnlyList<IndexEvent.RejectedDocument> Rejected, IReadOnlyList<IndexEvent.Warning> Warnings)
{
    // Of each kind so many are shown; the rest is in the answer of --json.
    private const int Shown = 5;

    /// <summary>Whether everything that was named could be taken in.</summary>
    public bool IsWhole => Counts is { Skipped: 0, Rejected: 0 };

    public string Summary =>
        $"{Words.Count(Counts.Files, "file")} read, {Words.Count(Counts.Documents, "document")}: "
        + $"{Counts.Accepted:N0} new or changed, {Counts.Unchanged:N0} unchanged, {Counts.Deleted:N0} deleted ({Counts.Seconds:0.0} s)";

    /// <summary>The table at the end: what became of the files, and what is to be known of them.</summary>
    public IReadOnlyList<string> Lines =>
    [
        $"  files      new {Counts.New:N0} · changed {Counts.Changed:N0} · moved {Counts.Moved:N0} · deleted {Counts.Gone:N0}{(Counts.Held > 0 ? $" · held {Counts.Held:N0}" : "")}",
        .. Stays,
        .. Warnings.GroupBy(warning => warning.Kind, StringComparer.Ordinal).SelectMany(kind => Kind(kind.Key, [.. kind])),
    ];

    /// <summary>What was not taken in, or null.</summary>
    public string? Shortfall => IsWhole
        ? null
        : $"{Words.Count(Counts.Skipped, "file")} skipped, {Words.Count(Counts.Rejected, "document")} refused; each is named above. The rest is done.";

    private IEnumerable<string> Stays
    {
        get
        {
            if (Counts.Kept > 0)
                yield return $"  gone or ignored: {Counts.Kept:N0} (kept; --delete-missing deletes them)";
            if (Counts.Held > 0)
                yield return $"  gone or ignored: {Counts.Held:N0} (kept, for so many at once are held; roots confirm deletes them)";
        }
    }

    private static IEnumerable<string> Kind(string kind, IReadOnlyList<IndexEvent.Warning> warnings)
    {
        yield return $"  {Words.Count(warnings.Count, "warning")} about {kind}";
        foreach (var warning in warnings.Take(Shown))
            yield return "    " + OneLine.Of(warning.ToString());
        if (warnings.Count > Shown)
            yield return $"    and {warnings.Count - Shown:N0} more; index --json names them all";
    }
}
