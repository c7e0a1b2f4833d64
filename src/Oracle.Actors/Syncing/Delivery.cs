using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>What came of sending one batch.</summary>
/// <param name="Outcome">What Chroma said to it.</param>
/// <param name="Unproven">Rows of a confirmed batch that reading back did not bear out.</param>
/// <param name="Doubt">What to make of those.</param>
internal sealed record Delivery(SyncOutcome Outcome, IReadOnlyList<SyncRow> Unproven, SyncOutcome Doubt)
{
    /// <summary>Sends a batch; asks the server itself when its fate is unknown; reads back what an earlier write may still undo.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="collection">Where to.</param>
    /// <param name="parts">Chroma.</param>
    /// <param name="doubted">Ids with a write of unknown fate that could not be written down when they were claimed.</param>
    /// <param name="cancel">Closes the connection.</param>
    public static async Task<Delivery> OfAsync(
        Batch batch, CollectionRecord collection, ChromaSyncParts parts, IReadOnlySet<string> doubted, CancellationToken cancel)
    {
        var outcome = await WriteAsync(batch, collection, parts, cancel);
        if (outcome.Kind == SyncOutcomeKind.Confirmed)
            return await ReadBackAsync([.. batch.Rows.Where(row => row.IsSuspect || doubted.Contains(row.Id))], collection, parts, cancel);

        return Plain(outcome.Kind == SyncOutcomeKind.Ambiguous ? Probed(outcome, await parts.Vectors.ProbeAsync(cancel)) : outcome);
    }

    private static async Task<SyncOutcome> WriteAsync(Batch batch, CollectionRecord collection, ChromaSyncParts parts, CancellationToken cancel)
    {
        if (batch.Deletions.Count > 0)
            return await parts.Vectors.DeleteAsync(collection, [.. batch.Deletions.Select(row => row.Id)], cancel);
        // What the index has lost its way to stays lost when it is written over.
        if (batch.Rows.Where(row => row.Renew).Select(row => row.Id).ToList() is { Count: > 0 } renewed
            && await parts.Vectors.DeleteAsync(collection, renewed, cancel) is { Kind: not SyncOutcomeKind.Confirmed } refused)
        {
            return refused;
        }

        return await parts.Vectors.UpsertAsync(collection, batch.Upserts, cancel);
    }

    private static async Task<Delivery> ReadBackAsync(
        IReadOnlyList<SyncRow> suspects, CollectionRecord collection, ChromaSyncParts parts, CancellationToken cancel)
    {
        if (suspects.Count == 0)
            return Plain(SyncOutcome.Confirmed);
        var read = await parts.Vectors.ReadAsync(collection, [.. suspects.Select(row => row.Id)], cancel);
        var (unproven, why) = read.Value is { } records
            ? (Reconciliation.Unproven(suspects, records, collection.Model), "Chroma confirmed it, but holds something else.")
            : (suspects, $"Chroma confirmed it, but it could not be read back: {read.Outcome.Reason}");
        var doubt = new SyncOutcome(SyncOutcomeKind.Ambiguous, why, MaybeApplied: true, read.Outcome.IsBroken);
        return new Delivery(SyncOutcome.Confirmed, unproven, Worse(doubt, read.Outcome));
    }

    // Whatever a heartbeat comes back with, a proxy's error page too, it is no heartbeat.
    private static SyncOutcome Probed(SyncOutcome unknown, SyncOutcome probe) => probe.Kind == SyncOutcomeKind.Confirmed
        ? unknown
        : unknown with { Kind = SyncOutcomeKind.Interrupted, Reason = probe.Reason, RetryAfter = probe.RetryAfter };

    // A server that does not answer at all blames the document less, and must be waited for.
    private static SyncOutcome Worse(SyncOutcome unknown, SyncOutcome asked) =>
        asked.Kind is SyncOutcomeKind.Unavailable or SyncOutcomeKind.Misconfigured
            ? unknown with { Kind = SyncOutcomeKind.Interrupted, Reason = asked.Reason, RetryAfter = asked.RetryAfter }
            : unknown;

    private static Delivery Plain(SyncOutcome outcome) => new(outcome, [], SyncOutcome.Confirmed);
}
