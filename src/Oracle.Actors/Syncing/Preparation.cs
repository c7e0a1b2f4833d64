using Microsoft.Extensions.AI;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>Rows that were claimed, made ready to send.</summary>
/// <param name="Batches">What can be sent.</param>
/// <param name="Unembeddable">Rows without a usable vector, and why.</param>
internal sealed record Preparation(IReadOnlyList<Batch> Batches, IReadOnlyList<(SyncRow Row, string Reason)> Unembeddable)
{
    public static readonly Preparation Nothing = new([], []);

    /// <summary>Embeds the rows' texts. A text the embedder cannot take stands alone in the end and holds up no other.</summary>
    public static async Task<Preparation> OfAsync(
        IReadOnlyList<SyncRow> rows, IEmbeddingGenerator<string, Embedding<float>> embedder, int dimension, SyncPolicy policy, CancellationToken cancel)
    {
        var deletions = rows.Where(row => row.Deleted).ToList();
        var good = new List<EmbeddedRow>(rows.Count);
        var bad = new List<(SyncRow, string)>();
        await EmbedAsync([.. rows.Where(row => !row.Deleted)], embedder, dimension, good, bad, cancel);

        var batches = new List<Batch>(2);
        // Deletions first: what is gone should not be found a moment longer than need be.
        if (deletions.Count > 0)
            batches.Add(Batch.OfDeletions(deletions));
        batches.AddRange(Batch.OfUpserts(good, policy));
        return new Preparation(batches, bad);
    }

    private static async Task EmbedAsync(
        IReadOnlyList<SyncRow> rows, IEmbeddingGenerator<string, Embedding<float>> embedder, int dimension,
        List<EmbeddedRow> good, List<(SyncRow, string)> bad, CancellationToken cancel)
    {
        if (rows.Count == 0)
            return;
        try
        {
            var vectors = await embedder.GenerateAsync(rows.Select(row => row.Content), cancellationToken: cancel);
            if (vectors.Count == rows.Count && vectors.All(v => IsUsable(v.Vector.Span, dimension)))
            {
                good.AddRange(rows.Zip(vectors, (row, v) => new EmbeddedRow(row, v.Vector)));
                return;
            }

            if (rows.Count == 1)
                bad.Add((rows[0], $"The embedder gave no vector of {dimension} finite numbers for this text."));
        }
#pragma warning disable CA1031 // An embedder is a plug-in: whatever it throws is that text's trouble, not the host's.
        catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (rows.Count == 1)
                bad.Add((rows[0], $"The embedder failed on this text: {e.Message}"));
        }

        if (rows.Count == 1)
            return;
        await EmbedAsync([.. rows.Take(rows.Count / 2)], embedder, dimension, good, bad, cancel);
        await EmbedAsync([.. rows.Skip(rows.Count / 2)], embedder, dimension, good, bad, cancel);
    }

    private static bool IsUsable(ReadOnlySpan<float> vector, int dimension)
    {
        if (vector.Length != dimension)
            return false;
        foreach (var x in vector)
        {
            if (!float.IsFinite(x))
                return false;
        }

        return vector.ContainsAnyExcept(0f);
    }
}
