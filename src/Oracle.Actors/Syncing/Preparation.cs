using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>Rows that were claimed, made ready to send.</summary>
/// <param name="Batches">What can be sent.</param>
/// <param name="Unembeddable">Rows without a usable vector, and why.</param>
/// <param name="Unreached">Rows that the embedder could not be asked about.</param>
/// <param name="EmbedderTrouble">Why it could not.</param>
/// <param name="EmbedderRetryAfter">How long it asked not to be asked again; null: it did not.</param>
internal sealed record Preparation(
    IReadOnlyList<Batch> Batches, IReadOnlyList<(SyncRow Row, string Reason)> Unembeddable, IReadOnlyList<SyncRow> Unreached, string? EmbedderTrouble,
    TimeSpan? EmbedderRetryAfter = null)
{
    /// <summary>True when nothing was claimed at all.</summary>
    public bool IsEmpty => Batches.Count == 0 && Unembeddable.Count == 0 && Unreached.Count == 0;

    /// <summary>Chooses what goes now, and embeds its texts; a trial of the embedder asks it something where there are none.</summary>
    public static async Task<Preparation> OfAsync(
        IReadOnlyList<SyncRow> due, RowEmbedder embedder, SyncPolicy policy, bool isTrial, CancellationToken cancel)
    {
        var rows = SyncProtocol.Choose(due, policy);
        var deletions = rows.Where(row => row.Deleted).ToList();
        var embedded = isTrial && deletions.Count == rows.Count
            ? await embedder.ProbeAsync(cancel)
            : await embedder.EmbedAsync([.. rows.Where(row => !row.Deleted)], cancel);

        var batches = new List<Batch>(2);
        // Deletions first: what is gone should not be found a moment longer than need be.
        if (deletions.Count > 0)
            batches.Add(Batch.OfDeletions(deletions));
        batches.AddRange(Batch.OfUpserts(embedded.Good, policy));
        return new Preparation(batches, embedded.Refused, embedded.Unreached, embedded.Trouble, embedded.RetryAfter);
    }
}
