using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Syncing;

/// <summary>What came of embedding rows. Each row is in one of the lists.</summary>
/// <param name="Good">Rows with a vector that may be sent.</param>
/// <param name="Refused">Rows whose text has no usable vector, and why.</param>
/// <param name="Unreached">Rows that have none because the embedder as a whole is in trouble.</param>
/// <param name="Trouble">What that trouble is; null: none.</param>
internal sealed record EmbeddedRows(
    IReadOnlyList<EmbeddedRow> Good, IReadOnlyList<(SyncRow Row, string Reason)> Refused, IReadOnlyList<SyncRow> Unreached, string? Trouble);

/// <summary>
/// Embeds the texts of rows. A text that the embedder cannot take stands alone in the end and holds up no other; when
/// the embedder fails on a plain sentence too, no text is to blame.
/// </summary>
internal sealed class RowEmbedder(EmbedderOf embedderOf, CollectionRecord collection)
{
    private const string ProbeText = "Does the embedder answer?";
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(2);

    public async Task<EmbeddedRows> EmbedAsync(IReadOnlyList<SyncRow> rows, CancellationToken cancel)
    {
        if (rows.Count == 0)
            return new EmbeddedRows([], [], [], Trouble: null);
        try
        {
            return await EmbedAsync(embedderOf(collection), rows, collection.TextVersion, cancel);
        }
        catch (ArgumentException e)
        {
            return new EmbeddedRows([], [], rows, $"Collection '{collection.Name}' holds vectors of {collection.Provider} {collection.Model}: {e.Message}");
        }
    }

    private static async Task<EmbeddedRows> EmbedAsync(Embedder embedder, IReadOnlyList<SyncRow> rows, int textVersion, CancellationToken cancel)
    {
        var model = embedder.Model;
        var good = new List<EmbeddedRow>(rows.Count);
        var refused = new List<(SyncRow, string)>();
        var waiting = new Stack<IReadOnlyList<SyncRow>>();
        waiting.Push(rows);
        while (waiting.TryPop(out var slice))
        {
            var (vectors, problem) = await TryAsync(embedder, [.. slice.Select(row => EmbeddedText.Of(row, textVersion))], cancel);
            if (vectors is not null)
                good.AddRange(slice.Zip(vectors, (row, vector) => new EmbeddedRow(row, vector)));
            else if (await TryAsync(embedder, [ProbeText], cancel) is { Vectors: null, Problem: var trouble })
                return new EmbeddedRows(good, refused, [.. slice, .. waiting.SelectMany(rest => rest)], $"The embedder {model.Provider} {model.Model} gives no vectors: {trouble}");
            else if (slice.Count == 1)
                refused.Add((slice[0], problem));
            else
                Halve(slice, waiting);
        }

        return !model.IsLexical && SharedVector.Of(good, textVersion) is { } shared
            ? new EmbeddedRows([], [], rows, $"The embedder {model.Provider} {model.Model} gave {shared} different texts one and the same vector.")
            : new EmbeddedRows(good, refused, [], Trouble: null);
    }

    private static void Halve(IReadOnlyList<SyncRow> slice, Stack<IReadOnlyList<SyncRow>> waiting)
    {
        waiting.Push([.. slice.Skip(slice.Count / 2)]);
        waiting.Push([.. slice.Take(slice.Count / 2)]);
    }

    private static async Task<(IReadOnlyList<ReadOnlyMemory<float>>? Vectors, string Problem)> TryAsync(
        Embedder embedder, IReadOnlyList<string> texts, CancellationToken cancel)
    {
        try
        {
            using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            within.CancelAfter(Within);
            var vectors = await embedder.Generator.GenerateAsync(texts, cancellationToken: within.Token);
            return vectors.Count == texts.Count && vectors.All(v => EmbeddingQuality.IsUsable(v.Vector.Span, embedder.Model.Dimension))
                ? ([.. vectors.Select(v => v.Vector)], "")
                : (null, $"The embedder gave no vector of {embedder.Model.Dimension} finite numbers for this text.");
        }
#pragma warning disable CA1031 // An embedder is a plug-in: whatever it throws is its own or that text's trouble, not the host's.
        catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return (null, e is OperationCanceledException ? $"The embedder did not answer within {Within.TotalSeconds} s." : $"The embedder failed on this text: {e.Message}");
        }
    }
}
