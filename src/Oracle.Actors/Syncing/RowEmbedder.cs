using Microsoft.Extensions.AI;
using Oracle.Documents.Syncing;
using Oracle.Embeddings;

namespace Oracle.Actors.Syncing;

/// <summary>What came of embedding rows. Each row is in one of the lists.</summary>
/// <param name="Good">Rows with a vector that may be sent.</param>
/// <param name="Refused">Rows whose text has no usable vector, and why.</param>
/// <param name="Unreached">Rows that have none because the embedder as a whole is in trouble.</param>
/// <param name="Trouble">What that trouble is; null: none.</param>
/// <param name="RetryAfter">How long the embedder asked not to be asked again; null: it did not.</param>
internal sealed record EmbeddedRows(
    IReadOnlyList<EmbeddedRow> Good, IReadOnlyList<(SyncRow Row, string Reason)> Refused, IReadOnlyList<SyncRow> Unreached, string? Trouble,
    TimeSpan? RetryAfter = null);

/// <summary>
/// Embeds the texts of rows. A text that the embedder cannot take stands alone in the end and holds up no other; when
/// the embedder fails on a plain sentence too, or says that it is none of the texts, no text is to blame.
/// </summary>
internal sealed class RowEmbedder(EmbedderOf embedderOf, CollectionRecord collection)
{
    private const string ProbeText = "Does the embedder answer?";
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ProbeWithin = TimeSpan.FromSeconds(30);

    // What a server gives for one request is kept when it refuses the next.
    private const int SliceTexts = 64;
    private const int SliceCharacters = 64_000;

    // A server that fails now and then must not have a document put aside that it would take the next time.
    private const int LoneTries = 10;

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

    /// <summary>Whether it gives a vector for a plain sentence: so that its trouble ends also where nothing is to be embedded.</summary>
    public async Task<EmbeddedRows> ProbeAsync(CancellationToken cancel)
    {
        try
        {
            var embedder = embedderOf(collection);
            var answer = await ProbeAsync(embedder, cancel);
            return new EmbeddedRows([], [], [], answer.Fault == Fault.None ? null : Trouble(embedder, answer), answer.RetryAfter);
        }
        catch (ArgumentException e)
        {
            return new EmbeddedRows([], [], [], $"Collection '{collection.Name}' holds vectors of {collection.Provider} {collection.Model}: {e.Message}");
        }
    }

    private static async Task<EmbeddedRows> EmbedAsync(Embedder embedder, IReadOnlyList<SyncRow> rows, int textVersion, CancellationToken cancel)
    {
        var model = embedder.Model;
        var good = new List<EmbeddedRow>(rows.Count);
        var refused = new List<(SyncRow, string)>();
        var waiting = new Stack<IReadOnlyList<SyncRow>>();
        foreach (var slice in Slices(embedder, rows).Reverse())
            waiting.Push(slice);
        var loneTries = 0;
        while (waiting.TryPop(out var slice))
        {
            var answer = await TryAsync(embedder, [.. slice.Select(row => EmbeddedText.Of(row, textVersion))], Within, cancel);
            if (answer.Fault == Fault.None)
            {
                loneTries = 0;
                good.AddRange(slice.Zip(answer.Vectors, (row, vector) => new EmbeddedRow(row, vector)));
                continue;
            }

            var trouble = answer.Fault == Fault.Embedder ? answer : await ProbeAsync(embedder, cancel);
            if (trouble.Fault != Fault.None)
                return new EmbeddedRows(good, refused, [.. slice, .. waiting.SelectMany(rest => rest)], Trouble(embedder, trouble), trouble.RetryAfter);
            if (slice.Count > 1)
            {
                Halve(slice, waiting);
            }
            else if (answer.Fault is Fault.Unknown or Fault.Slow && (loneTries += answer.Fault == Fault.Slow ? LoneTries / 3 : 1) < LoneTries)
            {
                waiting.Push(slice);
            }
            else
            {
                loneTries = 0;
                refused.Add((slice[0], answer.Problem));
            }
        }

        return !model.IsLexical && SharedVector.Of(good, textVersion) is { } shared
            ? new EmbeddedRows([], [], rows, $"The embedder {model.Provider} {model.Model} gave {shared} different texts one and the same vector.")
            : new EmbeddedRows(good, refused, [], Trouble: null);
    }

    private static string Trouble(Embedder embedder, Answer answer) => $"The embedder {embedder.Model.Provider} {embedder.Model.Model} gives no vectors: {answer.Problem}";

    // A model in this process sorts what it is given by length, and is the quicker the more that is.
    private static IEnumerable<IReadOnlyList<SyncRow>> Slices(Embedder embedder, IReadOnlyList<SyncRow> rows)
    {
        if (embedder.Generator.GetService(typeof(EmbeddingGeneratorMetadata)) is not EmbeddingGeneratorMetadata { ProviderUri: not null })
        {
            yield return rows;
            yield break;
        }

        var slice = new List<SyncRow>();
        var characters = 0L;
        foreach (var row in rows)
        {
            if (slice.Count == SliceTexts || (slice.Count > 0 && characters + row.Content.Length > SliceCharacters))
            {
                yield return slice;
                (slice, characters) = ([], 0);
            }

            slice.Add(row);
            characters += row.Content.Length;
        }

        yield return slice;
    }

    private static void Halve(IReadOnlyList<SyncRow> slice, Stack<IReadOnlyList<SyncRow>> waiting)
    {
        waiting.Push([.. slice.Skip(slice.Count / 2)]);
        waiting.Push([.. slice.Take(slice.Count / 2)]);
    }

    // With options it is computed: what the cache remembers of better times proves nothing.
    private static Task<Answer> ProbeAsync(Embedder embedder, CancellationToken cancel) =>
        TryAsync(embedder, [ProbeText], ProbeWithin, cancel, new EmbeddingGenerationOptions());

    private static async Task<Answer> TryAsync(Embedder embedder, IReadOnlyList<string> texts, TimeSpan limit, CancellationToken cancel, EmbeddingGenerationOptions? options = null)
    {
        try
        {
            using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            within.CancelAfter(limit);
            var vectors = await embedder.Generator.GenerateAsync(texts, options, within.Token);
            var dimension = embedder.Model.Dimension;
            if (vectors.FirstOrDefault(v => v.Vector.Length > 0 && v.Vector.Length != dimension) is { Vector.Length: var other })
                return new Answer([], Fault.Unknown, $"It gives vectors of {other} numbers, and the collection takes {dimension} finite numbers: another model stands behind its name. Put the former one back, or run ./oracle reindex.");
            return vectors.Count == texts.Count && vectors.All(v => EmbeddingQuality.IsUsable(v.Vector.Span, dimension))
                ? new Answer([.. vectors.Select(v => v.Vector)], Fault.None, "")
                : new Answer([], Fault.Text, $"The embedder gave no vector of {dimension} finite numbers for this text.");
        }
        catch (EmbedderUnavailableException e)
        {
            return new Answer([], Fault.Embedder, e.Message, e.RetryAfter);
        }
        catch (TextRefusedException e)
        {
            return new Answer([], Fault.Text, $"The embedder refuses this text: {e.Message}");
        }
#pragma warning disable CA1031 // An embedder is a plug-in: whatever it throws is its own or that text's trouble, not the host's.
        catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return e is OperationCanceledException
                ? new Answer([], Fault.Slow, $"The embedder did not answer within {limit.TotalSeconds} s.")
                : new Answer([], Fault.Unknown, $"The embedder failed on this text: {e.Message}");
        }
    }

    // Who is to blame for an answer without vectors.
    private enum Fault
    {
        None,
        Text,
        Embedder,

        // It may pass: the same text is tried again.
        Unknown,

        // The same, but each try takes minutes, and others wait meanwhile.
        Slow,
    }

    private sealed record Answer(IReadOnlyList<ReadOnlyMemory<float>> Vectors, Fault Fault, string Problem, TimeSpan? RetryAfter = null);
}
