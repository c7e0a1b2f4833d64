using System.Text;
using Oracle.Documents.Syncing;

namespace Oracle.Actors.Syncing;

/// <summary>Rows that go to Chroma in one request: upserts with their vectors, or deletions.</summary>
internal sealed record Batch(IReadOnlyList<EmbeddedRow> Upserts, IReadOnlyList<SyncRow> Deletions)
{
    public IReadOnlyList<SyncRow> Rows { get; } = Deletions.Count > 0 ? Deletions : [.. Upserts.Select(row => row.Row)];

    /// <summary>Batches within the policy's limits; a document larger than a batch goes alone.</summary>
    public static IEnumerable<Batch> OfUpserts(IReadOnlyList<EmbeddedRow> rows, SyncPolicy policy)
    {
        var batch = new List<EmbeddedRow>();
        var bytes = 0L;
        foreach (var row in rows)
        {
            var size = Encoding.UTF8.GetByteCount(row.Row.Content);
            if (batch.Count > 0 && (batch.Count == policy.BatchSize || bytes + size > policy.BatchBytes))
            {
                yield return new Batch(batch, []);
                (batch, bytes) = ([], 0);
            }

            batch.Add(row);
            bytes += size;
        }

        if (batch.Count > 0)
            yield return new Batch(batch, []);
    }

    public static Batch OfDeletions(IReadOnlyList<SyncRow> rows) => new([], rows);

    /// <summary>Both halves; neither is empty for a batch of two or more.</summary>
    public (Batch First, Batch Second) Halves() => (
        new Batch([.. Upserts.Take(Upserts.Count / 2)], [.. Deletions.Take(Deletions.Count / 2)]),
        new Batch([.. Upserts.Skip(Upserts.Count / 2)], [.. Deletions.Skip(Deletions.Count / 2)]));
}
