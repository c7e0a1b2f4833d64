using Oracle.Actors.Syncing;
using Oracle.Api.Listing;
using Oracle.Api.Searching;
using Oracle.Documents;
using Oracle.Documents.Searching;

namespace Oracle.Application.Searching;

/// <summary>Documents that are near to one in meaning.</summary>
public sealed class SimilarService(IDocumentStore documents, IKeywordSearch lookUps, IVectorStore vectors, ChromaSnapshot chroma, QueryEmbedderOf embedderOf)
{
    private const int Most = 50;

    // Hits may be masked, and a section has several passages.
    private const int Deeper = 3;
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(2);

    /// <summary>The nearest documents, itself left out.</summary>
    /// <param name="id">The document's; of a section its first passage counts.</param>
    /// <param name="limit">Brought within 1 to 50.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="RequestFailedException">There is no such document, it has no vector yet, or Chroma is away.</exception>
    public async Task<SimilarAnswer> FindAsync(string id, int limit, CancellationToken cancel)
    {
        limit = Math.Clamp(limit, 1, Most);
        var document = await documents.FindAsync(id) ?? throw Failed(FailureKind.NotFound, id, $"There is no document '{id}'.");
        if (chroma.Latest is not { IsConnected: true, Collection: { } collection })
            throw Failed(FailureKind.Unavailable, id, $"Vectors cannot be asked for: {(chroma.Latest.Circuit.Reason is { Length: > 0 } reason ? reason : "Chroma is not connected yet.")}");
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        within.CancelAfter(Within);
        try
        {
            var own = await vectors.ReadVectorsAsync(collection, [document.Id], withTexts: false, within.Token);
            if (own.Value is not { } held)
                throw Failed(FailureKind.Unavailable, id, own.Outcome.Reason);
            if (held.Count == 0)
                throw Failed(FailureKind.NotFound, id, $"The document '{id}' has no vector yet; its sync status is {Words.Of(document.Sync.Status)}.");
            var near = await vectors.QueryAsync(collection, held[0].Vector, (limit + 1) * Deeper, types: null, within.Token);
            var hits = near.Value ?? throw Failed(FailureKind.Unavailable, id, near.Outcome.Reason);
            var scale = SimilarityScale.Of(embedderOf(collection).Model);
            return new SimilarAnswer(await lookUps.LookUpAsync(found => Shown(document, hits, scale, limit, found)), id);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Failed(FailureKind.Unavailable, id, $"Chroma did not answer within {Within.TotalSeconds} s.");
        }
    }

    private static IReadOnlyList<SearchHit> Shown(Document document, IReadOnlyList<VectorHit> hits, SimilarityScale scale, int limit, ISearchLookUp found)
    {
        var ids = hits.Select(hit => hit.Id).ToList();
        var revisions = found.Revisions(ids, SearchFilter.None);
        var sections = found.Sections(ids);
        string Whole(string id) => sections.GetValueOrDefault(id, id);
        var own = document.Labels.SectionId ?? document.Id;
        var page = hits.Where(hit => revisions.TryGetValue(hit.Id, out var revision) && revision == hit.Revision && hit.Id != document.Id && Whole(hit.Id) != own)
            .DistinctBy(hit => Whole(hit.Id), StringComparer.Ordinal).Take(limit).ToList();
        var texts = found.Hydrate([.. page.Select(hit => hit.Id)], SearchFilter.None);
        return [.. page.Where(hit => texts.ContainsKey(hit.Id)).Select(hit => Hit(texts[hit.Id], Math.Round(scale.Score(1 - hit.Distance, piecesPerWord: 1), 6), hit.Distance))];
    }

    private static SearchHit Hit(SearchDocument document, double score, double distance) => new(
        document.Id, document.Type, Snippet.Of(document.Content, []).ToHtml(), document.SourceFile, document.Concepts, "vector", score, document.Labels.Title, document.Content,
        document.Labels.Tags, document.Labels.HeadingPath, document.Project, distance, document.Labels.SectionId, document.Labels.Passage,
        SourceState: SourceStates.Of(document.UnreadableSince), Since: document.UnreadableSince);

    // Oracle V2's clients read the two fields beside the error.
    private static RequestFailedException Failed(FailureKind kind, string id, string message) => new(
        kind, message, new Dictionary<string, object?>(StringComparer.Ordinal) { ["results"] = Array.Empty<object>(), ["docId"] = id });
}
