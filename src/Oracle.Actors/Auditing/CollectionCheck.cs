using Oracle.Actors.Syncing;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Auditing;

/// <summary>What came of comparing records with what they should be.</summary>
/// <param name="Outcome">Confirmed, or why nothing is known: of Chroma, or of the embedder.</param>
/// <param name="Findings">What is wrong; at most one of each record.</param>
internal sealed record CollectionCheck(SyncOutcome Outcome, IReadOnlyList<Finding> Findings)
{
    /// <summary>Embeds the texts of some documents and compares their records.</summary>
    /// <param name="documents">Documents that the collection should hold.</param>
    /// <param name="collection">Any collection.</param>
    /// <param name="vectors">Chroma.</param>
    /// <param name="embedderOf">Makes the vectors that the collection should hold.</param>
    /// <param name="probe">The ids to be asked for by their vectors; null: all.</param>
    /// <param name="cancel">Closes the connection.</param>
    public static async Task<CollectionCheck> OfAsync(
        IReadOnlyList<SyncRow> documents, CollectionRecord collection, IVectorStore vectors, EmbedderOf embedderOf,
        IReadOnlySet<string>? probe, CancellationToken cancel)
    {
        var embedded = await new RowEmbedder(embedderOf, collection).EmbedAsync(documents, cancel);
        if (embedded.Trouble is { } trouble)
            return new CollectionCheck(new SyncOutcome(SyncOutcomeKind.EmbedderDown, trouble), []);
        var vectorOf = embedded.Good.ToDictionary(row => row.Row.Id, row => row.Vector, StringComparer.Ordinal);
        return await OfAsync(
            [.. documents.Select(document => new Expectation(
                document.Id, document.Revision, document.ContentHash, RecordMetadata.Facts(document), vectorOf.TryGetValue(document.Id, out var vector) ? vector : null))],
            collection, vectors, probe, cancel);
    }

    /// <summary>The same, with the vectors at hand.</summary>
    public static async Task<CollectionCheck> OfAsync(
        IReadOnlyList<Expectation> expected, CollectionRecord collection, IVectorStore vectors, IReadOnlySet<string>? probe, CancellationToken cancel)
    {
        var read = await vectors.ReadVectorsAsync(collection, [.. expected.Select(wanted => wanted.Id)], withTexts: true, cancel);
        if (read.Value is not { } records)
            return new CollectionCheck(read.Outcome, []);
        var held = records.ToDictionary(record => record.State.Id, StringComparer.Ordinal);
        var findings = expected.Select(wanted => Compare(wanted, held.GetValueOrDefault(wanted.Id), collection)).OfType<Finding>().ToList();

        var wrong = findings.Select(finding => finding.Expected.Id).ToHashSet(StringComparer.Ordinal);
        var sound = expected.Where(wanted => !wrong.Contains(wanted.Id) && (probe is null || probe.Contains(wanted.Id))).ToList();
        var (outcome, missed) = await Retrieval.MissedAsync(
            sound.Select(wanted => new OwnVector(wanted.Id, wanted.Vector ?? held[wanted.Id].Vector)), collection, vectors, cancel);
        if (outcome.Kind != SyncOutcomeKind.Confirmed)
            return new CollectionCheck(outcome, []);
        findings.AddRange(sound.Where(wanted => missed.Contains(wanted.Id)).Select(wanted => new Finding(wanted, Audit.Drift.Unretrievable)));
        return new CollectionCheck(SyncOutcome.Confirmed, findings);
    }

    /// <summary>What is wrong with a record without asking for it by its vector.</summary>
    private static Finding? Compare(Expectation wanted, HeldRecord? held, CollectionRecord collection) =>
        held is null ? new Finding(wanted, Audit.Drift.Missing)
        : Reconciliation.Holds(held.State, wanted.Revision, wanted.ContentHash, collection.Model)
            && wanted.Facts.AreIn(held.Facts)
            // Chroma takes vectors that nothing can be asked with.
            && EmbeddingQuality.IsUsable(held.Vector.Span, collection.Dimension)
            && (wanted.Vector is not { } vector || VectorEquality.AreEqual(held.Vector.Span, vector.Span)) ? null
        : new Finding(wanted, Audit.Drift.Stale);
}
