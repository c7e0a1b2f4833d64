using Oracle.Host.Cli.Api;
using Oracle.Host.Cli.Output;

namespace Oracle.Host.Cli.Indexing;

/// <summary>What one run over files and folders did.</summary>
internal sealed record IndexReport(
    IndexEvent.Done Counts, IReadOnlyList<IndexEvent.SkippedFile> Skipped, IReadOnlyList<IndexEvent.RejectedDocument> Rejected)
{
    /// <summary>Whether everything that was named could be taken in.</summary>
    public bool IsWhole => Counts is { Skipped: 0, Rejected: 0 };

    public string Summary =>
        $"{Words.Count(Counts.Files, "file")} read, {Words.Count(Counts.Documents, "document")}: "
        + $"{Counts.Accepted:N0} new or changed, {Counts.Unchanged:N0} unchanged, {Counts.Deleted:N0} deleted ({Counts.Seconds:0.0} s)";

    /// <summary>What was not taken in, or null.</summary>
    public string? Shortfall => IsWhole
        ? null
        : $"{Words.Count(Counts.Skipped, "file")} skipped, {Words.Count(Counts.Rejected, "document")} refused; each is named above. The rest is done.";
}
