using System.Globalization;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>What came of asking whether the collection can be the one that the rows speak of.</summary>
/// <param name="Outcome">Confirmed, or why nothing is known.</param>
/// <param name="Difference">What speaks against it, for a person; null: nothing.</param>
/// <param name="Surplus">How many records too many there are, or too few; 0 where the count is plausible.</param>
/// <param name="Newest">The documents that were looked at.</param>
internal sealed record Comparison(SyncOutcome Outcome, string? Difference, long Surplus, IReadOnlyList<string> Newest)
{
    private const int FewUnsynced = 200;

    /// <summary>Equal for two comparisons that found the same, though counts have gone on meanwhile.</summary>
    public string? Kind => Surplus == 0 ? Difference : Surplus.ToString(CultureInfo.InvariantCulture);

    /// <summary>Compares the count and the newest records.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="stillToCompare">What was newest when comparing last came to nothing: what has been sent since hides nothing.</param>
    /// <param name="newest">How many records to look at, of those confirmed last and of those changed last.</param>
    /// <param name="parts">Both stores.</param>
    /// <param name="cancel">Closes the connection.</param>
    public static async Task<Comparison> OfAsync(
        CollectionRecord collection, IReadOnlyList<string> stillToCompare, int newest, ChromaSyncParts parts, CancellationToken cancel)
    {
        var rows = await RowsAsync(stillToCompare, newest, parts.Reconciliation);
        var (outcome, difference, surplus) = await CountAsync(collection, parts, cancel);
        if (outcome.Kind == SyncOutcomeKind.Confirmed && difference is null)
            (outcome, difference) = await RecordsAsync(rows, collection, parts, cancel);
        return new Comparison(outcome, difference, surplus, [.. rows.Select(row => row.Id)]);
    }

    private static async Task<IReadOnlyList<RowState>> RowsAsync(IReadOnlyList<string> stillToCompare, int newest, IReconciliation reconciliation)
    {
        var rows = await reconciliation.NewestSyncedAsync(newest);
        if (stillToCompare.Count == 0)
            return rows;
        var before = await reconciliation.RowsAsync(stillToCompare);
        return [.. rows.Concat(before).Where(row => row.Status == SyncStatus.Synced).DistinctBy(row => row.N)];
    }

    private static async Task<(SyncOutcome, string?, long)> CountAsync(CollectionRecord collection, ChromaSyncParts parts, CancellationToken cancel)
    {
        var census = await parts.Reconciliation.CensusAsync();
        var count = await parts.Vectors.CountAsync(collection, cancel);
        if (count.Outcome.Kind != SyncOutcomeKind.Confirmed)
            return (count.Outcome, null, 0);
        if (census.All > census.Synced && await parts.Reconciliation.UnsyncedAsync(FewUnsynced) is { Count: < FewUnsynced } unsynced)
        {
            // A row that stays unsynced, a refused document's, must not stand for a record that has none, nor its old
            // record for one that is missing.
            var known = await parts.Vectors.ReadAsync(collection, [.. unsynced.Select(row => row.Id)], cancel);
            if (known.Value is not { } held)
                return (known.Outcome, null, 0);
            // Counted again: a document changed meanwhile is among the unsynced by now.
            var later = await parts.Reconciliation.CensusAsync();
            census = new Census(Math.Min(census.Synced, later.Synced) + held.Count, census.Synced + held.Count);
        }

        return Reconciliation.IsPlausible(census, count.Value)
            ? (count.Outcome, null, 0)
            : (count.Outcome, $"It holds {count.Value} records, SQLite knows of {census.Synced} to {census.All}.",
                count.Value > census.All ? count.Value - census.All : count.Value - census.Synced);
    }

    // A copy from an earlier day may hold as many records; it lacks what is newest.
    private static async Task<(SyncOutcome, string?)> RecordsAsync(
        IReadOnlyList<RowState> rows, CollectionRecord collection, ChromaSyncParts parts, CancellationToken cancel)
    {
        var read = await parts.Vectors.ReadAsync(collection, [.. rows.Select(row => row.Id)], cancel);
        if (read.Value is not { } records)
            return (read.Outcome, null);
        var wrong = Reconciliation.Corrections(rows, records, collection.Model);
        return (read.Outcome, wrong.Count == 0 ? null
            : $"Of the {rows.Count} newest records, {wrong.Count} are missing or old, among them {wrong[0].Id}.");
    }
}
