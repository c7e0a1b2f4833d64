using System.Text;
using Oracle.Documents.Reindexing;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Reindexing;

/// <summary>What a re-index would do.</summary>
internal static class Estimating
{
    public static async Task<Reindex.Estimate> OfAsync(CollectionRecord answering, EmbeddingModel model, ReindexerParts parts)
    {
        var kind = (model.Provider, model.Model) == (answering.Provider, answering.Model) ? ReindexKind.Renew : ReindexKind.Move;
        var (documents, cached, bytes) = (0L, 0L, 0L);
        // A collection of no name lacks every document.
        for (var after = 0L; await parts.Reindexing.LackingAsync("", after, parts.Policy.BatchSize, parts.Policy.BatchBytes) is { Count: > 0 } rows; after = rows[^1].Revision)
        {
            documents += rows.Count;
            bytes += rows.Sum(row => (long)Encoding.UTF8.GetByteCount(row.Content));
            cached += await parts.CountCachedAsync(model, [.. rows.Select(row => row.Content)]);
        }

        return new Reindex.Estimate(kind, answering.Name, model.Model, documents, cached, documents - cached, bytes);
    }
}
