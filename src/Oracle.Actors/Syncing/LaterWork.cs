using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>One request's worth of what may wait until nothing is due: what a re-index writes, and what other collections must lose.</summary>
internal abstract record LaterWork
{
    /// <summary>Writes records of the answering collection again, where they stand.</summary>
    public sealed record Renewal(IReadOnlyList<EmbeddedRow> Rows) : LaterWork;

    /// <summary>Writes records to a collection that does not answer yet.</summary>
    public sealed record Filling(CollectionRecord To, IReadOnlyList<EmbeddedRow> Rows) : LaterWork;

    /// <summary>Deletes records from a collection that does not answer.</summary>
    public sealed record Removal(CollectionRecord From, IReadOnlyList<string> Ids) : LaterWork;
}

/// <summary>What came of carrying it out.</summary>
/// <param name="Outcome">What Chroma said.</param>
/// <param name="Mended">Rows found wrong on the way, which are due now.</param>
/// <param name="Doubted">Ids whose write is of unknown fate.</param>
internal sealed record LaterOutcome(SyncOutcome Outcome, int Mended, IReadOnlyCollection<string> Doubted)
{
    public static LaterOutcome Of(SyncOutcome outcome) => new(outcome, Mended: 0, []);
}

/// <summary>Carries it out. Between looking and writing nothing else writes to Chroma, so that no older text lands behind a newer one.</summary>
internal static class LaterWriting
{
    public static Task<LaterOutcome> OfAsync(LaterWork work, CollectionRecord answering, ChromaSyncParts parts, DateTimeOffset now, CancellationToken cancel) => work switch
    {
        LaterWork.Renewal renewal => RenewAsync(renewal.Rows, answering, parts, now, cancel),
        LaterWork.Filling filling => FillAsync(filling, parts, cancel),
        LaterWork.Removal removal => RemoveAsync(removal, parts, cancel),
        _ => throw new ArgumentOutOfRangeException(nameof(work), work, "unknown work"),
    };

    // A vector that is right is not written again: Chroma's index would lose its way to some of them.
    private static async Task<LaterOutcome> RenewAsync(
        IReadOnlyList<EmbeddedRow> rows, CollectionRecord answering, ChromaSyncParts parts, DateTimeOffset now, CancellationToken cancel)
    {
        var still = (await parts.Reindexing.StillSyncedAsync([.. rows.Select(row => row.Row)])).Select(row => row.N).ToHashSet();
        var current = rows.Where(row => still.Contains(row.Row.N)).ToList();
        var read = await parts.Vectors.ReadVectorsAsync(answering, [.. current.Select(row => row.Row.Id)], withTexts: false, cancel);
        if (read.Value is not { } records)
            return LaterOutcome.Of(read.Outcome);
        var held = records.ToDictionary(record => record.State.Id, StringComparer.Ordinal);
        var right = current.Where(row => held.TryGetValue(row.Row.Id, out var record) && IsRight(row, record, answering)).ToList();
        var mended = await parts.Reconciliation.CorrectAsync(
            [.. current.Except(right).Select(row => new Correction(row.Row.Id, row.Row.Revision))], [], now);

        var outcome = await parts.Vectors.RemarkAsync(answering, right, cancel);
        if (outcome.Kind == SyncOutcomeKind.Confirmed)
        {
            await parts.Reindexing.RenewedAsync([.. right.Select(row => row.Row)], answering.Generation);
            return new LaterOutcome(outcome, mended.Count, []);
        }

        if (outcome.Kind == SyncOutcomeKind.Rejected)
        {
            // One of them is refused: the usual way finds out which.
            var due = await parts.Reconciliation.CorrectAsync([.. right.Select(row => new Correction(row.Row.Id, row.Row.Revision))], [], now);
            return new LaterOutcome(SyncOutcome.Confirmed, mended.Count + due.Count, []);
        }

        IReadOnlyCollection<string> doubted = outcome.Kind == SyncOutcomeKind.Ambiguous || outcome.MaybeApplied ? [.. right.Select(row => row.Row.Id)] : [];
        if (doubted.Count > 0)
            await parts.Reconciliation.DoubtAsync(doubted, SyncProtocol.Checks(parts.Policy, now));
        return new LaterOutcome(outcome, mended.Count, doubted);
    }

    private static async Task<LaterOutcome> FillAsync(LaterWork.Filling work, ChromaSyncParts parts, CancellationToken cancel)
    {
        var current = (await parts.Reindexing.SendingAsync(work.To.Name, [.. work.Rows.Select(row => row.Row)])).Select(row => row.N).ToHashSet();
        var rows = work.Rows.Where(row => current.Contains(row.Row.N)).ToList();
        var wrong = rows.Where(row => row.Row.Renew).Select(row => row.Row.Id).ToList();
        var outcome = wrong.Count == 0 ? SyncOutcome.Confirmed : await parts.Vectors.DeleteAsync(work.To, wrong, cancel);
        if (outcome.Kind == SyncOutcomeKind.Confirmed)
            outcome = await parts.Vectors.UpsertAsync(work.To, rows, cancel);
        if (outcome.Kind == SyncOutcomeKind.Confirmed)
            await parts.Reindexing.HeldAsync(work.To.Name, [.. rows.Select(row => row.Row)]);
        return LaterOutcome.Of(outcome);
    }

    private static async Task<LaterOutcome> RemoveAsync(LaterWork.Removal work, ChromaSyncParts parts, CancellationToken cancel)
    {
        await parts.Reindexing.RemovingAsync(work.From.Name, work.Ids);
        var outcome = await parts.Vectors.DeleteAsync(work.From, work.Ids, cancel);
        if (outcome.Kind == SyncOutcomeKind.Confirmed)
            await parts.Reindexing.DroppedAsync(work.From.Name, work.Ids);
        else if (outcome.Kind == SyncOutcomeKind.CollectionLost)
            await parts.Reindexing.LostAsync(work.From.Name);
        return LaterOutcome.Of(outcome);
    }

    private static bool IsRight(EmbeddedRow row, HeldRecord record, CollectionRecord collection) =>
        Reconciliation.Holds(record.State, row.Row.Revision, row.Row.ContentHash, collection.Model)
        && VectorEquality.AreEqual(record.Vector.Span, row.Vector.Span);
}
