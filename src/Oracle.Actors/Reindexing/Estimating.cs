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
        var kind = answering.HoldsVectorsOf(model.Provider, model.Model) ? ReindexKind.Renew : ReindexKind.Move;
        var (documents, cached, bytes) = (0L, 0L, 0L);
        // A collection of no name lacks every document.
        for (var after = 0L; await parts.Reindexing.LackingAsync("", after, parts.Policy.BatchSize, parts.Policy.BatchBytes) is { Count: > 0 } rows; after = rows[^1].Revision)
        {
            documents += rows.Count;
            var texts = rows.Select(row => EmbeddedText.Of(row, EmbeddedText.Newest)).ToList();
            bytes += texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text));
            cached += await parts.CountCachedAsync(model, texts);
        }

        return new Reindex.Estimate(kind, answering.Name, model.Model, documents, cached, documents - cached, bytes);
    }
}
