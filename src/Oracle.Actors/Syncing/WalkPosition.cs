namespace Oracle.Actors.Syncing;

/// <summary>How far the comparison of all records with all rows has come: first along the rows, then along the records.</summary>
/// <param name="AfterRow">The key of the last synced row compared; null: the rows are done.</param>
/// <param name="Offset">How many records were looked at.</param>
/// <param name="Orphans">Records without a row.</param>
/// <param name="HighestOrphan">The highest revision among them.</param>
/// <param name="Mended">How much was mended so far.</param>
internal sealed record WalkPosition(long? AfterRow, int Offset, IReadOnlyList<string> Orphans, long HighestOrphan, int Mended)
{
    public static readonly WalkPosition Start = new(AfterRow: 0, Offset: 0, [], HighestOrphan: 0, Mended: 0);
}
