namespace Oracle.Application.Indexing;

/// <summary>How far an index run is. A snapshot.</summary>
/// <param name="Found">Files that were listed.</param>
/// <param name="Files">Files that were dealt with, read or found to be as they were.</param>
/// <param name="New">Files that were not known before.</param>
/// <param name="Changed">Files with another content than before.</param>
/// <param name="Moved">Files that lie elsewhere than before.</param>
/// <param name="Gone">Files whose documents were deleted, for they are not there any more.</param>
/// <param name="Documents">Documents of the files that were dealt with.</param>
/// <param name="Accepted">Documents that are new or have changed.</param>
/// <param name="Unchanged">Documents that are as they were.</param>
/// <param name="Deleted">Documents that no file yields any more.</param>
/// <param name="Skipped">Files and folders that could not be read.</param>
/// <param name="Rejected">Documents that break a rule.</param>
/// <param name="Warnings">What was read otherwise than it was meant, or left alone.</param>
/// <param name="Held">Files whose documents would be deleted, and are not until somebody confirms it.</param>
/// <param name="Kept">Files that are gone or ignored, and whose documents stay because nobody asked to delete them.</param>
public sealed record IndexTotals(
    int Found = 0, int Files = 0, int New = 0, int Changed = 0, int Moved = 0, int Gone = 0, int Documents = 0, int Accepted = 0, int Unchanged = 0, int Deleted = 0,
    int Skipped = 0, int Rejected = 0, int Warnings = 0, int Held = 0, int Kept = 0)
{
    /// <summary>The sum of two.</summary>
    public static IndexTotals operator +(IndexTotals a, IndexTotals b) => new(
        a.Found + b.Found, a.Files + b.Files, a.New + b.New, a.Changed + b.Changed, a.Moved + b.Moved, a.Gone + b.Gone, a.Documents + b.Documents,
        a.Accepted + b.Accepted, a.Unchanged + b.Unchanged, a.Deleted + b.Deleted, a.Skipped + b.Skipped, a.Rejected + b.Rejected, a.Warnings + b.Warnings, a.Held + b.Held, a.Kept + b.Kept);

    /// <summary>Nothing yet.</summary>
    public static readonly IndexTotals None = new();
}
